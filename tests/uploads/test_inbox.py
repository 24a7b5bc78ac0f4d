"""Backups that are on the server already."""

import os
import time

import pytest
from django.core.exceptions import ValidationError

from restore.asking.earlier import earlier_backup, earlier_backups
from restore.models import Backup
from tests.uploads.conftest import digest
from uploads.inbox import inbox_files, inbox_path


@pytest.fixture
def inbox(settings, tmp_path, northwind):
    settings.BACKUP_INBOX = str(tmp_path / "inbox")
    settings.BACKUP_INBOX_QUIET_SECONDS = 0.0
    (tmp_path / "inbox" / "northwind_studios").mkdir(parents=True)
    (tmp_path / "inbox" / "harbour_television").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def names(inbox, operator, northwind):
    def listed(user=operator, customer=northwind) -> list[str]:
        return sorted(f.name for f in inbox_files(user=user, customer=customer))

    return listed


def put(folder, name: str | bytes, data: bytes = b"backup"):
    path = os.path.join(os.fsencode(folder), os.fsencode(name))
    with open(path, "wb") as file:
        file.write(data)
    return path


def test_a_customers_folder(inbox, names, operator, northwind):
    put(inbox / "northwind_studios", "nw_2026-01-19.dump", b"123")
    put(inbox / "harbour_television", "theirs.dump")
    put(inbox, "of nobody.dump")
    assert names() == ["nw_2026-01-19.dump"]
    (file,) = inbox_files(user=operator, customer=northwind)
    assert file.size == 3
    assert abs(file.modified.timestamp() - time.time()) < 60
    path = inbox_path(user=operator, customer=northwind, key=file.key)
    assert path.read_bytes() == b"123"


def test_files_of_no_customer_are_for_who_sees_all(inbox, names, administrator):
    put(inbox, "of nobody.dump")
    assert names(user=administrator) == ["of nobody.dump"]
    assert names() == []


def test_no_inbox(settings, operator, northwind):
    settings.BACKUP_INBOX = ""
    assert inbox_files(user=operator, customer=northwind) == []
    settings.BACKUP_INBOX = "/nowhere/at/all"
    assert inbox_files(user=operator, customer=northwind) == []


def test_what_is_no_complete_file_is_left_out(inbox, names, tmp_path):
    folder = inbox / "northwind_studios"
    for name in (".hidden", "a.part", "b.filepart", "c.TMP", "d~", "e.crdownload"):
        put(folder, name)
    put(folder, "empty", b"")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    put(tmp_path, "secret", b"secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "loop").symlink_to("loop")
    assert names() == []


def test_a_customers_folder_that_is_a_link(inbox, names, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    put(tmp_path / "elsewhere", "secret")
    (inbox / "northwind_studios").rmdir()
    (inbox / "northwind_studios").symlink_to(tmp_path / "elsewhere")
    assert names() == []


def test_what_still_grows_is_left_out(inbox, names, settings):
    settings.BACKUP_INBOX_QUIET_SECONDS = 60.0
    path = put(inbox / "northwind_studios", "growing.dump")
    os.utime(path, (1, 1))  # as programs that copy do
    assert names() == []


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "../../etc/passwd",
        "/etc/passwd",
        "nw.dump",
        "\0",
        "a" * 5000,
        "northwind_studios/nw.dump",
    ],
)
def test_nothing_outside_the_list_can_be_chosen(inbox, operator, northwind, key):
    put(inbox / "northwind_studios", "nw.dump")
    with pytest.raises(ValidationError, match="no longer in the inbox"):
        inbox_path(user=operator, customer=northwind, key=key)


def test_another_customers_key(inbox, operator, outsider, northwind, harbour):
    put(inbox / "harbour_television", "theirs.dump")
    (theirs,) = inbox_files(user=outsider, customer=harbour)
    with pytest.raises(ValidationError):
        inbox_path(user=operator, customer=northwind, key=theirs.key)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"caf\xe9.dump", "caf?.dump"),
        ("日本.dump", "日本.dump"),
        ("a\nb\u202e.dump", "a�b�.dump"),
        ("<script>.dump", "<script>.dump"),
    ],
)
def test_odd_names(inbox, names, operator, northwind, name, shown):
    path = put(inbox / "northwind_studios", name)
    assert names() == [shown]
    (file,) = inbox_files(user=operator, customer=northwind)
    found = inbox_path(user=operator, customer=northwind, key=file.key)
    assert os.fsencode(found) == path


def test_earlier_backups(whole, operator, northwind, outsider, harbour, tmp_path):
    put(tmp_path, "by_command.dump", b"by command")
    for name, path, sha256 in (
        ("by_command.dump", tmp_path / "by_command.dump", digest(b"by command")),
        ("gone.dump", tmp_path / "gone.dump", digest(b"gone")),
        ("nw.dump", whole.path, whole.sha256),
    ):
        Backup.objects.create(
            customer=northwind, name=name, path=path, size=10, sha256=sha256
        )
    found = earlier_backups(user=operator, customer=northwind)
    assert {each.name for each in found} == {"by_command.dump", "nw.dump"}
    for each in found:
        again = earlier_backup(user=operator, customer=northwind, key=each.key)
        assert again.path == each.path
        with pytest.raises(ValidationError):
            earlier_backup(user=outsider, customer=harbour, key=each.key)
    assert not earlier_backups(user=outsider, customer=northwind)
