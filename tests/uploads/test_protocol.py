"""tus 1.0: each request, what it answers, and what is on the disk afterwards."""

import hashlib
from base64 import b64encode

import pytest
from django.urls import reverse

from tests.uploads.conftest import digest
from tests.uploads.tus import metadata
from uploads.models import Upload, UploadState

DATA = bytes(range(256)) * 40


def sum_of(data: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm} {b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def test_options_tell_what_there_is(tus):
    response = tus.ask("OPTIONS")
    assert response.status_code == 204
    assert response["Tus-Version"] == "1.0.0"
    extensions = set(response["Tus-Extension"].split(","))
    assert extensions == {"creation", "checksum", "expiration", "termination"}
    assert response["Tus-Checksum-Algorithm"] == "sha256,sha1"
    assert int(response["Tus-Max-Size"]) > 10**9


def test_a_file_in_three_pieces(tus, checked):
    upload = tus.create(DATA)
    for start, end in ((0, 1000), (1000, 1001), (1001, len(DATA))):
        response = tus.patch(upload, start, DATA[start:end])
        assert response.status_code == 204
        assert response["Upload-Offset"] == str(end)
    assert upload.state == UploadState.CHECKING
    assert not upload.path.exists(), "it is in quarantine until it was checked"
    checked(upload)
    assert upload.is_ready
    assert upload.sha256 == digest(DATA)
    assert upload.path.read_bytes() == DATA
    assert not upload.part.exists()


def test_creation_says_where_and_until_when(tus):
    response = tus.post(100)
    upload = Upload.objects.get()
    assert response["Location"] == reverse("uploads:file", args=[upload.pk])
    assert response["Upload-Expires"].endswith(" GMT")
    assert upload.user.username == "operator"
    assert upload.name == "nw.dump"


def test_head_tells_how_far_it_is(tus):
    upload = tus.create(DATA)
    tus.patch(upload, 0, DATA[:77])
    response = tus.head(upload)
    assert response.status_code == 200
    assert (response["Upload-Offset"], response["Upload-Length"]) == ("77", "10240")
    assert "no-store" in response["Cache-Control"]


def test_the_wrong_offset_is_409_and_changes_nothing(tus):
    upload = tus.create(DATA)
    tus.patch(upload, 0, DATA[:500])
    for offset in (0, 499, 501, len(DATA)):
        response = tus.patch(upload, offset, b"xxx")
        assert response.status_code == 409
        assert response["Upload-Offset"] == "500"
    assert upload.offset == 500
    assert upload.part.read_bytes() == DATA[:500]


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_the_right_checksum_is_taken(tus, algorithm):
    upload = tus.create(DATA)
    sent = {"Upload_Checksum": sum_of(DATA[:600], algorithm)}
    assert tus.patch(upload, 0, DATA[:600], **sent).status_code == 204
    assert upload.offset == 600


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_the_wrong_checksum_is_460_and_discards_the_chunk(tus, algorithm):
    upload = tus.create(DATA)
    tus.patch(upload, 0, DATA[:100])
    sent = {"Upload_Checksum": sum_of(b"else", algorithm)}
    assert tus.patch(upload, 100, DATA[100:900], **sent).status_code == 460
    assert upload.offset == 100
    assert upload.part.read_bytes() == DATA[:100]
    assert tus.patch(upload, 100, DATA[100:]).status_code == 204


@pytest.mark.parametrize(
    "text", ["md5 AAAA", "sha1", "sha1 %%%", "sha256 AAAA", "", "sha1 é"]
)
def test_a_checksum_that_is_none_is_400(tus, text):
    upload = tus.create(DATA)
    response = tus.patch(upload, 0, DATA[:10], Upload_Checksum=text)
    assert response.status_code == 400
    assert upload.offset == 0


def test_more_than_announced_is_413(tus):
    upload = tus.create(10)
    assert tus.patch(upload, 0, b"x" * 11).status_code == 413
    assert upload.offset == 0


def test_another_content_type_is_415(tus):
    upload = tus.create(10)
    response = tus.ask("PATCH", upload, b"x", content_type="text/plain")
    assert response.status_code == 415


@pytest.mark.parametrize("version", ["", "0.2.2", "1.0.1"])
def test_another_version_is_412(tus, version):
    response = tus.ask("POST", headers={"Tus-Resumable": version})
    assert response.status_code == 412
    assert response["Tus-Version"] == "1.0.0"


def test_a_method_that_a_proxy_does_not_let_through(tus):
    upload = tus.create(10)
    headers = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    assert tus.ask("POST", upload, b"1234", headers=headers).status_code == 204
    upload.refresh_from_db()
    assert upload.offset == 4


@pytest.mark.parametrize("length", ["", "-1", "1.5", "ten", "9" * 20, "٣", " 5"])
def test_a_length_that_is_none_is_400(tus, length):
    assert tus.post(length).status_code == 400
    assert not Upload.objects.exists()


def test_the_length_can_not_be_told_later(tus):
    headers = {"Upload-Defer-Length": "1"}
    assert tus.ask("POST", headers=headers).status_code == 400


def test_an_empty_file_is_refused_with_a_sentence(tus):
    response = tus.post(0)
    assert response.status_code == 413
    assert b"empty" in response.content


def test_a_file_that_is_too_large(tus, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    response = tus.post(1001)
    assert response.status_code == 413
    assert b"At most 1.0 kB" in response.content


@pytest.mark.parametrize(
    "text", ["filename", "a b c", "a b,a b", "filename %", "filename YQ==, é YQ=="]
)
def test_metadata_that_are_none_are_400(tus, text):
    headers = {"Upload-Length": "5", "Upload-Metadata": text}
    assert tus.ask("POST", headers=headers).status_code in (400, 404)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"customer": "none"}, 400),
        ({"customer": ""}, 400),
        ({"customer": "00000000-0000-0000-0000-000000000001"}, 404),
    ],
)
def test_a_customer_that_is_none(tus, told, status):
    assert tus.post(5, **told).status_code == status


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\backups\\nw.dump", "nw.dump"),
        ("a\0b\nc\u202ed", "a�b�c�d"),
        ("x" * 1000, "x" * 255),
        ("/", "without a name"),
        ("", "without a name"),
        ("日本.dump", "日本.dump"),
    ],
)
def test_names_are_only_text(tus, sent, shown):
    upload = tus.create(5, filename=sent)
    assert upload.name == shown
    assert upload.part.name == f"{upload.pk}.part"


def test_names_that_are_no_utf8(tus):
    told = f"filename {b64encode(bytes([255, 254, 65])).decode()},"
    headers = {
        "Upload-Length": "5",
        "Upload-Metadata": told + metadata(customer=tus.customer.pk),
    }
    assert tus.ask("POST", headers=headers).status_code == 201


def test_a_complete_one_takes_no_more(tus, whole):
    response = tus.patch(whole, whole.length, b"x")
    assert response.status_code == 409
    assert tus.head(whole)["Upload-Offset"] == str(whole.length)


def test_termination_takes_the_file_away(tus):
    upload = tus.create(DATA)
    tus.patch(upload, 0, DATA[:100])
    assert tus.delete(upload).status_code == 204
    assert not upload.part.exists()
    assert tus.head(upload).status_code == 410
    assert "Upload-Offset" not in tus.head(upload)
    assert tus.patch(upload, 100, b"x").status_code == 410
    assert tus.delete(upload).status_code == 410


def test_an_unknown_one_is_404(tus):
    assert tus.head(Upload()).status_code == 404
    assert tus.delete(Upload()).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "GET", "TRACE", "FOO", "PROPFIND"])
def test_other_methods_are_405(tus, method):
    response = tus.ask(method)
    assert response.status_code == 405
    assert response["Allow"] == "OPTIONS, POST"


def test_the_page_asks_how_it_stands(tus, whole):
    told = tus.ask("GET", whole).json()
    assert told["state"] == "ready"
    assert told["sha256"] == whole.sha256
    assert told["id"] == str(whole.pk)
