"""`report`, as scripts use it."""

import csv
import json
import os
import stat
from datetime import timedelta
from io import StringIO

import pytest

from reports.models import Report
from tests.commands.conftest import assert_refused, run  # noqa: F401
from tests.phases.states import measure
from tests.reports.schema import problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def measured(phase):
    measure(phase, (0, 10, 20))
    return phase


ALL = ("report", "--customer", "northwind studios")
ONE = (*ALL, "--project", "News archive", "--phase", "pilot")


def test_text_is_for_people(run, measured):  # noqa: F811
    result = run(*ONE)
    assert (result.code, result.err) == (0, "")
    assert "Northwind Studios · News archive · Pilot" in result.out
    assert "20.0 TB of 100.0 TB" in result.out


def test_json_is_one_document(run, measured):  # noqa: F811
    found = run(*ALL, "--format", "json").json
    assert problems(found) == []
    assert found["scope"] == "customer"
    assert len(found["measurements"]) == 3


def test_since_last_has_the_last_two(run, measured):  # noqa: F811
    found = run(*ONE, "--since-last", "--format", "json").json
    assert (found["window"]["kind"], len(found["measurements"])) == ("last", 2)
    change = found["projects"][0]["phases"][0]["change"]
    assert (change["bytes"], change["days"]) == (10 * 10**12, 7)


def test_csv_begins_with_its_titles(run, measured):  # noqa: F811
    lines = list(csv.DictReader(StringIO(run(*ONE, "--format", "csv").out)))
    assert [line["target_size"] for line in lines] == [
        "0",
        "10000000000000",
        "20000000000000",
    ]


@pytest.mark.parametrize(
    ("name", "magic"), [("xlsx", b"PK"), ("html", b"\n<!DOCTYPE html>"), ("text", b"N")]
)
def test_a_file_is_written_whole(run, measured, tmp_path, name, magic):  # noqa: F811
    place = tmp_path / f"report.{name}"
    place.write_bytes(b"what was there")
    result = run(*ONE, "--format", name, "--output", place)
    assert (result.code, result.err) == (0, "")
    content = place.read_bytes()
    assert content.lstrip().startswith(magic.lstrip())
    report = Report.objects.get()
    assert content == bytes(report.content.file)
    assert report.sha256 in result.out
    assert list(tmp_path.iterdir()) == [place]
    assert stat.S_IMODE(place.stat().st_mode) & 0o600 == 0o600


def test_a_pipe_and_a_link_stay_what_they_are(run, measured, tmp_path):  # noqa: F811
    pipe, link, file = (tmp_path / name for name in ("pipe", "link", "file"))
    os.mkfifo(pipe)
    link.symlink_to(file)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert run(*ONE, "--output", pipe).code == 0
    assert b"20.0 TB of 100.0 TB" in os.read(reader, 65_536)
    os.close(reader)
    assert run(*ONE, "--output", link).code == 0
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert b"20.0 TB" in file.read_bytes()


def test_with_output_json_tells_of_the_file(run, measured, tmp_path):  # noqa: F811
    place = tmp_path / "report.json"
    told = run(*ONE, "--format", "json", "--output", place).json
    assert told["output"] == str(place)
    assert told["size"] == len(place.read_bytes())
    assert json.loads(place.read_text())["title"] == "Pilot"


def test_its_author_is_no_command_line(run, measured):  # noqa: F811
    """A customer reads who made a report, but no paths of the server."""
    run(*ONE)
    run(*ONE, "--author", "Tess Turner")
    authors = Report.objects.order_by("created_at").values_list(
        "author", "requested_by"
    )
    assert list(authors) == [("Migration Tracker", None), ("Tess Turner", None)]


def test_a_range_and_the_switches_are_those_of_the_page(run, measured):  # noqa: F811
    day = measured.measurements.earliest("timestamp").timestamp
    options = ("--from", day, "--to", day + timedelta(days=7), "--no-forecast")
    found = run(*ONE, *options, "--no-measurements", "--format", "json").json
    assert found["window"]["kind"] == "range"
    phase = found["projects"][0]["phases"][0]
    assert phase["change"]["bytes"] == 10 * 10**12
    assert (phase["forecast"], found["measurements"]) == (None, [])
    report = Report.objects.get()
    assert (report.charts, report.forecast, report.raw) == (True, False, False)


def test_a_text_claims_only_what_it_has(run, measured):  # noqa: F811
    run(*ALL)
    report = Report.objects.get()
    assert report.parts == ["forecast"]


def test_of_what_is_finished_nothing_is_unknown(run, phase):  # noqa: F811
    measure(phase, (0, 100))
    text = run(*ALL).out
    assert "1 of 1 phase measured. Nothing remains in it." in text
    page = run(*ALL, "--format", "html").out
    assert "Nothing remains in it." in page


def test_a_terminal_is_spared_what_it_can_not_show(
    run,  # noqa: F811
    measured,
    monkeypatch,
):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    result = run(*ONE, "--format", "pdf")
    assert_refused(result, "A terminal can’t show pdf. Add --output FILE.")
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("report", "--customer", "Nobody"), "No customer is called 'Nobody'."),
        ((*ALL, "--phase", "Pilot"), "--phase also needs --project."),
        ((*ALL, "--since-last", "--to", "2026-01-01"), "can’t be combined"),
        (
            (*ALL, "--from", "2026-02-01", "--to", "2026-01-01"),
            "--to: The last date is before the first.",
        ),
        ((*ALL, "--project", "None"), "has no project called 'None'."),
        ((*ALL, "--format", "docx"), "--format: invalid choice: 'docx'"),
        (
            (*ALL, "--output", "/nowhere/x"),
            "--output: the folder /nowhere does not exist.",
        ),
        ((*ALL, "--output", "/"), "--output: / is a folder."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    run,  # noqa: F811
    measured,
    arguments,
    sentence,
):
    assert_refused(run(*arguments), sentence)


def test_a_full_disk_leaves_what_was_there(run, measured, tmp_path, monkeypatch):  # noqa: F811
    place = tmp_path / "report.csv"
    place.write_bytes(b"what was there")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = run(*ONE, "--format", "csv", "--output", place)
    assert_refused(result, "No space left on device")
    assert place.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [place]
