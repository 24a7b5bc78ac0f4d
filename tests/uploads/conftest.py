from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.uploads.tus import Tus
from tests.uploads.web import Web
from uploads.checking import check
from uploads.models import Upload


@pytest.fixture
def backups(settings, tmp_path: Path) -> Path:
    settings.BACKUP_DIR = tmp_path / "backups"
    return settings.BACKUP_DIR


@pytest.fixture
def tus(backups, client_of, operator, northwind) -> Tus:
    """The operator's tus client."""
    return Tus(client_of(operator), northwind)


@pytest.fixture
def checked() -> Callable[[Upload], Upload]:
    """What the worker does with a file that has arrived."""

    def run(upload: Upload) -> Upload:
        upload.refresh_from_db()
        check(upload)
        return upload

    return run


@pytest.fixture
def whole(tus, checked) -> Upload:
    """An upload that is ready."""
    upload = tus.create(b"a backup")
    tus.patch(upload, 0, b"a backup")
    return checked(upload)


@pytest.fixture(scope="session")
def web(django_db_setup: None) -> Iterator[Web]:
    """For tests that do not kill it."""
    with Web() as web:
        yield web


@pytest.fixture
def own_web(transactional_db: None) -> Iterator[Web]:
    with Web() as web:
        yield web


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()
