"""What pg_restore says, and what of it a person reads."""

import pytest

from restore.landing.archive import Lines
from restore.landing.complaints import load_refusal


def test_only_what_tells_something_is_logged() -> None:
    said: list[str] = []
    lines = Lines(said.append)
    for line in (
        'pg_restore: creating TABLE "ds3.bucket"',
        "pg_restore: pg_restore: finished item 1 TABLE DATA bucket",
        "pg_restore:pg_restore: launching item 2 TABLE DATA blob",
        " executing SELECT pg_catalog.set_config('search_path', '', false);",
        "pg_restore: ",
        "",
        "pg_restore: warning: something",
        "pg_restore: error: could not execute query: ERROR:  no",
    ):
        lines(line)
    assert (
        said
        == lines.kept
        == [
            "pg_restore: warning: something",
            "pg_restore: error: could not execute query: ERROR:  no",
        ]
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("pg_restore: error: could not read from input file: end of file", "truncated"),
        ("pg_restore: error: could not uncompress data: (null)", "damaged"),
        ("pg_restore: error: unsupported version (1.99) in file header", "damaged"),
        ("ERROR:  could not extend file: No space left on device", "disk_full"),
        ('ERROR:  temporary file size exceeds "temp_file_limit" (1kB)', "too_big"),
        ("pg_restore: error: server closed the connection", "server_gone"),
        ("FATAL:  the database system is in recovery mode", "server_gone"),
        ('ERROR:  type "citext" does not exist', "load_failed"),
    ],
)
def test_causes(line: str, code: str) -> None:
    found = load_refusal(["pg_restore: from TOC entry 1", line, "Command was: x"], 1)
    assert found.code == code
    assert found.sentence.endswith(".")


def test_a_killed_pg_restore_is_no_fault_of_the_backup() -> None:
    assert load_refusal([], -9).code == "interrupted"


def test_no_reason_at_all() -> None:
    assert (
        load_refusal([], 1).sentence
        == "pg_restore failed without giving a reason (exit code 1)."
    )


def test_names_of_the_backup_do_not_draw_on_the_terminal() -> None:
    found = load_refusal(['ERROR:  relation "\x1b[31mred" exists' + "x" * 999], 1)
    assert found.sentence.isprintable()
    assert len(found.sentence) < 400
