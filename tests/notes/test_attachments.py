"""Files on notes: what is kept, refused, handed out and removed."""

import errno
import os
import time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from notes import files
from notes.files import attach_file, remove_left_files, shown_name
from notes.models import Attachment
from notes.services import add_note, delete_note
from phases.services.purge import customer_contents, purge_customer
from tests.notes.conftest import add_url, file
from tests.tracker.reading import body, error_at, read, toast
from tracker.history import events

pytestmark = pytest.mark.slow


def add(web, subject, *some, text="See the files.", follow=True):
    values = {"text": text, "files": some}
    return web.post(add_url(subject), values, follow=follow)


def kept(folder) -> list[bytes]:
    return sorted(path.read_bytes() for path in folder.glob("*"))


def test_files_come_back_as_they_were_and_as_bytes(web, phase):
    add(web, phase, file(), file("page.html", b"<script>alert(1)</script>"))
    answer = web.get(Attachment.objects.get(name="page.html").get_absolute_url())
    assert body(answer) == "<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_anothers_file_does_not_exist(web, client_of, outsider, note):
    url = attach_file(note=note, file=file()).get_absolute_url()
    assert web.get(url).status_code == 200
    assert client_of(outsider).get(url).status_code == 404


@pytest.mark.parametrize(
    ("settings_of", "bad", "why"),
    [
        (
            {},
            file("empty.txt", b""),
            "“empty.txt” was not attached. The file is empty.",
        ),
        (
            {"ATTACHMENT_MAX_BYTES": 8},
            file("a.iso", b"9 or more"),
            "Files of up to 8 B",
        ),
        ({"UPLOAD_FORM_BYTES": 8}, file("a.iso", b"9 or more"), "Files of up to 8 B"),
        ({"ATTACHMENT_QUOTA_CUSTOMER": 8}, file("b", b"123"), "use 6 B of 8 B."),
        ({"ATTACHMENTS_PER_NOTE": 1}, file("b", b"123"), "A note can have 1 file."),
    ],
)
def test_a_refused_file_has_its_sentence_and_the_rest_is_kept(
    web, phase, settings, folder, settings_of, bad, why
):
    for name, value in settings_of.items():
        setattr(settings, name, value)
    page = add(web, phase, file(), bad)
    assert why in toast(page)
    assert "See the files." in read(page).texts[".journal"]
    assert kept(folder) == [b"a plan"]
    bad.seek(0)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_loses_no_text(web, phase, folder, monkeypatch, number):
    def full(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", full)
    page = add(web, phase, file())
    assert ("is full" if number == errno.ENOSPC else "can't be written") in toast(page)
    assert "See the files." in read(page).texts[".journal"]
    assert kept(folder) == []
    assert not Attachment.objects.exists()


def test_without_words_nothing_is_kept_and_said_so(web, phase, folder):
    refused = add(web, phase, file(), text="", follow=False)
    assert error_at(refused, "text")
    assert "Choose them again." in body(refused)
    assert kept(folder) == []


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.txt", "plan.txt"),
        ("gpj.\u202eexe", "gpj.\ufffdexe"),
        ("a\0b\n.txt", "a\ufffdb\ufffd.txt"),
        (" / ", "without a name"),
        ("é" * 300 + ".tar", "é" * 125 + ".tar"),
    ],
)
def test_names_are_only_text(sent, shown):
    assert shown_name(sent) == shown
    assert len(shown_name(sent).encode()) <= 255


def test_its_author_removes_and_adds_files(web, note, folder):
    gone = attach_file(note=note, file=file("old.txt", b"old"))
    url = reverse("notes:edit", args=[note.pk])
    version = web.get(url).context["form"]["version"].value()
    values = {"text": note.text, "version": version, "remove": [gone.pk]}
    web.post(url, {**values, "files": [file("new.txt", b"new")]})
    assert [row.name for row in note.attachments.all()] == ["new.txt"]


@pytest.mark.django_db(transaction=True)
def test_files_go_with_their_note_and_history_says_who(web, note, folder, operator):
    row = attach_file(note=note, file=file())
    web.post(reverse("notes:delete", args=[note.pk]))
    assert kept(folder) == []
    event = events(Attachment).get(pgh_obj_id=row.pk, pgh_label="delete")
    assert event.pgh_context.metadata["user"] == str(operator.pk)
    page = web.get(note.phase.get_absolute_url())
    assert "deleted the attachment" in read(page).texts[".history"]


def make_old(folder) -> None:
    long_ago = time.time() - 7200
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))


def test_files_of_purged_customers_are_swept(northwind, note, harbour, folder):
    attach_file(note=note, file=file())
    theirs = add_note(subject=harbour, text="Ours.", author=None)
    attach_file(note=theirs, file=file("b", b"kept"))
    assert customer_contents(northwind).counts["attachments"] == 1
    purge_customer(customer=northwind)
    (folder / "not ours").write_bytes(b"foreign")
    assert remove_left_files() == 0  # of a note that is being stored, perhaps
    make_old(folder)
    assert remove_left_files() == 1
    assert kept(folder) == [b"foreign", b"kept"]


def test_a_file_for_a_note_that_is_gone_is_not_kept(note, operator, folder):
    delete_note(note=note, by=operator)
    with pytest.raises(ValidationError, match="has been deleted"):
        attach_file(note=note, file=file())
    assert kept(folder) == []


def test_a_file_that_is_missing_has_a_sentence(web, note):
    row = attach_file(note=note, file=file())
    row.path.unlink()
    page = web.get(row.get_absolute_url(), follow=True)
    assert "The file is not on the server." in toast(page)


def test_files_are_found_by_name(web, client_of, outsider, note):
    attach_file(note=note, file=file("zebra.pdf"))
    url = reverse("search")
    assert note.get_absolute_url() in body(web.get(url, {"q": "zebra pilot"}))
    assert "zebra.pdf" not in body(client_of(outsider).get(url, {"q": "zebra"}))
