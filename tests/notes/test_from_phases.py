"""Notes of phases, as 0.1.0 kept them, are there after the upgrade."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType

from notes.models import Note
from phases.models import Phase
from tests.upgrade.dump import upgraded
from tests.upgrade.test_upgrade import DUMPS
from tracker.history import events, history_of
from tracker.models import User

WRITTEN = """
SET search_path = public;
INSERT INTO phases_phasenote (id, created_at, updated_at, text, author_id, phase_id)
SELECT gen_random_uuid(), '2026-02-03 10:00Z', '2026-02-04 10:00Z', text, u.id, p.id
FROM phases_phase p, tracker_user u, (VALUES ('Tapes arrived.'), ('Wrong.')) AS t(text)
WHERE p.name = 'Pilot' AND u.username = 'operator';
DELETE FROM phases_phasenote WHERE text = 'Wrong.';
INSERT INTO django_content_type (app_label, model) VALUES ('phases', 'phasenote')
ON CONFLICT DO NOTHING;
"""


@pytest.fixture(scope="module")
def tracker(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    file: Path = tmp_path_factory.mktemp("upgrade") / "with_notes.sql.gz"
    text = gzip.decompress(DUMPS[0].read_bytes())
    file.write_bytes(gzip.compress(text + WRITTEN.encode(), compresslevel=1))
    with django_db_blocker.unblock(), upgraded(file):
        yield


@pytest.mark.usefixtures("tracker")
def test_notes_of_phases_move() -> None:
    note = Note.objects.get()
    phase = Phase.objects.get(name="Pilot")
    assert (note.text, note.phase) == ("Tapes arrived.", phase)
    assert note.customer == phase.project.customer
    assert note.author == User.objects.get(username="operator")
    assert f"{note.created_at:%Y-%m-%d}" == "2026-02-03"
    assert f"{note.updated_at:%Y-%m-%d}" == "2026-02-04"


@pytest.mark.usefixtures("tracker")
def test_so_does_their_history() -> None:
    labels = events(Note).order_by("pgh_id").values_list("text", "pgh_label")
    assert {*labels} == {
        ("Tapes arrived.", "insert"),
        ("Wrong.", "insert"),
        ("Wrong.", "delete"),
    }
    [phase] = Phase.objects.filter(name="Pilot")
    assert [e.verb for e in history_of(phase) if e.what == "note"].count("created") == 2


@pytest.mark.usefixtures("tracker")
def test_rights_and_log_entries_follow() -> None:
    assert not ContentType.objects.filter(model__startswith="phasenote").exists()
    kind = ContentType.objects.get(app_label="notes", model="note")
    names = kind.permission_set.values_list("codename", flat=True)
    assert {*names} == {"add_note", "change_note", "delete_note", "view_note"}
