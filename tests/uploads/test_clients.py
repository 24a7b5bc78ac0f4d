"""Foreign clients, unchanged: tuspy, and tus-js-client from Node."""

import hashlib
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed
from tusclient.fingerprint.fingerprint import Fingerprint
from tusclient.storage.filestorage import FileStorage
from tusclient.uploader.baseuploader import BaseUploader

from tests.uploads.conftest import digest
from tests.uploads.web import Web, cookie_of
from uploads.models import Upload

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
VENDORED = Path(__file__).parents[2] / "static/vendor/tus-js-client/tus.min.js"


@pytest.fixture
def data() -> bytes:
    return random.Random(7).randbytes(3_000_000)


@pytest.fixture
def file(tmp_path, data) -> Path:
    path = tmp_path / "nw_2026-01-19.dump"
    path.write_bytes(data)
    return path


@pytest.fixture
def tuspy(web, operator) -> TusClient:
    return TusClient(f"{web.url}/uploads/", headers={"Cookie": cookie_of(operator)})


def told(northwind) -> dict[str, str]:
    return {"filename": "nw.dump", "customer": str(northwind.pk)}


def the_upload(checked) -> Upload:
    return checked(Upload.objects.get())


@pytest.mark.parametrize(("chunk", "checksum"), [(700_000, True), (10**9, False)])
def test_tuspy(tuspy, northwind, file, data, checked, chunk, checksum):
    uploader = tuspy.uploader(
        str(file), chunk_size=chunk, metadata=told(northwind), upload_checksum=checksum
    )
    uploader.upload()
    assert the_upload(checked).sha256 == digest(data)


def test_tuspy_goes_on_in_another_process(
    tuspy, northwind, file, data, checked, tmp_path
):
    """By the address that it keeps in a file of its own."""
    options = {
        "chunk_size": 500_000,
        "metadata": told(northwind),
        "store_url": True,
        "url_storage": FileStorage(str(tmp_path / "addresses")),
        "fingerprinter": Fingerprint(),
    }
    tuspy.uploader(str(file), **options).upload(stop_at=1_000_000)
    again = tuspy.uploader(str(file), **options)
    assert again.offset == 1_000_000
    again.upload()
    assert the_upload(checked).sha256 == digest(data)


def test_tuspy_is_told_of_a_wrong_checksum(tuspy, northwind, file, monkeypatch):
    pair = ("sha1", lambda chunk: hashlib.sha1(chunk + b"!"))
    monkeypatch.setattr(BaseUploader, "CHECKSUM_ALGORITHM_PAIR", pair)
    uploader = tuspy.uploader(
        str(file), chunk_size=10**6, metadata=told(northwind), upload_checksum=True
    )
    with pytest.raises(TusUploadFailed) as failed:
        uploader.upload()
    assert failed.value.status_code == 460
    assert Upload.objects.get().offset == 0


@pytest.mark.skipif(not shutil.which("node"), reason="There is no Node here.")
@pytest.mark.parametrize("chunk", [0, 800_000])
def test_tus_js_client_from_node_with_cuts(
    web: Web, operator, northwind, file, data, checked, chunk
):
    finished = send_by_node(web, operator, northwind, file, cuts=15, chunk=chunk)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split()[-1] == "0", "all cuts were made"
    assert the_upload(checked).sha256 == digest(data)


def send_by_node(web, user, customer, file, *, cuts, chunk):
    script = Path(__file__).with_name("node_upload.js")
    address = f"{web.url}/uploads/"
    arguments = [VENDORED, address, cookie_of(user), customer.pk, file, cuts, chunk]
    return subprocess.run(
        ["node", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
