"""Whatever is sent: an answer that is no 5xx, and a file that is what it should be."""

import hashlib
from base64 import b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.uploads.tus import Tus, metadata
from uploads import protocol
from uploads.models import Upload
from uploads.protocol import Problem

METHODS = ("OPTIONS", "POST", "HEAD", "GET", "PATCH", "DELETE", "PUT", "X")
# What servers let through in a header: bytes, read as Latin-1.
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
NUMBERS = st.one_of(
    TEXT,
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(["0", "00", "1e3", "0x10", "+1", "-0", str(2**63), str(2**64)]),
)
SUMS = st.one_of(
    TEXT,
    st.builds(
        lambda name, raw: f"{name} {b64encode(raw).decode()}",
        st.sampled_from(["sha1", "sha256", "md5", "", "shake_128"]),
        st.binary(max_size=40),
    ),
)
NAMES = st.text(max_size=300)
few = settings(  # whole requests
    max_examples=settings.default.max_examples * 3 // 10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@given(st.dictionaries(st.sampled_from(["Upload-Length", "Upload-Metadata",
       "Upload-Checksum", "Upload-Offset", "Upload-Defer-Length"]), TEXT))  # fmt: skip
def test_headers_are_read_or_refused(headers):
    problems = []
    for read in (protocol.length, protocol.checksum, protocol.metadata):
        try:
            read(headers)
        except Problem as problem:
            problems.append(problem)
    assert {problem.status for problem in problems} <= {400}


@given(st.binary(max_size=80))
def test_names_from_any_bytes(raw):
    headers = {"Upload-Metadata": f"filename {b64encode(raw).decode()}"}
    name = protocol.clean_name(protocol.metadata(headers)["filename"])
    assert name.strip()
    assert len(name) <= 255
    assert not set(name) & set("\0\n\r/\\\u202e")
    name.encode()


@pytest.fixture(autouse=True)
def any_number(settings):
    """Each example begins another upload, and none is finished."""
    settings.UPLOADS_OPEN_USER = 0


@pytest.mark.slow
@few
@given(length=NUMBERS, name=NAMES, modified=NAMES, sha256=TEXT, customer=st.booleans())
def test_any_creation(tus, length, name, modified, sha256, customer):
    told = {"filename": name.encode("utf-8", "replace").decode()}
    told |= {"modified": modified.encode("utf-8", "replace").decode(), "sha256": sha256}
    if not customer:
        told["customer"] = name.encode("utf-8", "replace").decode()
    assert tus.post(length, **told).status_code in (201, 400, 404, 413, 507)


@pytest.mark.slow
@few
@given(
    method=st.sampled_from(METHODS), offset=NUMBERS, checksum=SUMS, version=NUMBERS,
    override=st.one_of(st.none(), st.sampled_from(METHODS), TEXT), data=st.binary(),
    told=TEXT,
)  # fmt: skip
def test_any_request(tus, method, offset, checksum, version, override, data, told):
    upload = upload_of(tus)
    headers = {"Upload-Offset": offset, "Upload-Checksum": checksum}
    headers |= {"Upload-Metadata": told, "Upload-Length": offset}
    if override is not None:
        headers["X-HTTP-Method-Override"] = override
    if len(version) % 3 == 0:
        headers["Tus-Resumable"] = version
    for where in (upload, None):
        response = tus.ask(method, where, data, headers=headers)
        assert response.status_code < 500, response.content


def upload_of(tus: Tus) -> Upload:
    found = Upload.objects.filter(state="receiving").first()
    return found or tus.create(50)


PIECES = st.lists(
    st.tuples(
        st.integers(0, 70),  # where
        st.binary(max_size=30),
        st.sampled_from([None, "sha1", "sha256"]),
        st.booleans(),  # is the checksum right?
    ),
    max_size=12,
)


@pytest.mark.slow
@few
@given(pieces=PIECES)
def test_pieces_in_any_order(tus, pieces):
    """Against a model: what was taken is what should have been, and nothing else."""
    upload, model = tus.create(60), b""
    for where, data, algorithm, right in pieces:
        offset = where if where % 3 else len(model)
        headers = {}
        if algorithm:
            told = data if right else data + b"!"
            raw = hashlib.new(algorithm, told).digest()
            headers["Upload_Checksum"] = f"{algorithm} {b64encode(raw).decode()}"
        response = tus.patch(upload, offset, data, **headers)
        if not data:  # Django's client sends no content type then
            continue
        fits = offset == len(model) and len(model) + len(data) <= 60
        if fits and (right or not algorithm):
            assert response.status_code == 204
            model += data
        else:
            assert response.status_code in (409, 413, 460)
        assert upload.offset == len(model)
        if model:
            assert upload.part.read_bytes() == model


@pytest.mark.parametrize("length", [2**63 - 1, 2**53, 10**12 + 1])
def test_the_largest_numbers(tus, length):
    assert tus.post(length).status_code == 413
    headers = {"Upload-Length": "5", "Upload-Metadata": metadata(x="y" * 5000)}
    assert tus.ask("POST", headers=headers).status_code == 400
