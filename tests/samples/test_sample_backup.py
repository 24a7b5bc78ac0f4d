"""The command, as people and scripts use it."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from embedded.account import service_account
from embedded.places import REPOSITORY, binaries_directory
from samples.making import make
from samples.server import PREFIX


def sample_backup(out: Path, *arguments: str, **options: Any) -> str:
    text = io.StringIO()
    call_command(
        "sample_backup",
        out,
        *arguments,
        **{"kind": "blackpearl", **options},
        stdout=text,
    )
    return text.getvalue()


@pytest.mark.slow
def test_in_words(tmp_path: Path) -> None:
    text = sample_backup(tmp_path / "a.dump", "--objects=20")
    assert "BlackPearl with 20 objects" in text


@pytest.mark.slow
def test_as_json_with_the_answers_beside_it(tmp_path: Path) -> None:
    out, expect = tmp_path / "a.sql.zst", tmp_path / "a.json"
    answer = json.loads(
        sample_backup(
            out,
            "--objects=20",
            "--seed=3",
            "--migrated=70",
            f"--expect={expect}",
            "--format=json",
            kind="rio",
        )
    )
    catalogue = make(kind="rio", objects=20, seed=3, migrated=70)
    assert json.loads(expect.read_text()) == catalogue.expected()
    assert answer["path"] == str(out)
    assert answer["size"] == out.stat().st_size
    assert answer["rows"] == catalogue.row_counts()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"kind": "nas"}, "is not valid"),
        ({"objects": "-5"}, "not -5"),
        ({"objects": "many"}, "--objects"),
        ({"migrated": "101"}, "not 101"),
        ({"major": "9"}, "no PostgreSQL 9 here"),
        ({"age": "1999"}, "is not valid"),
        ({"out": "a.bak"}, ".datadir.tar"),
        ({"out": "a.dump.gz.gz.gz.gz"}, ".datadir.tar"),
        ({"out": "missing/a.dump"}, "does not exist"),
        ({"out": "folder.dump"}, "is a folder"),
        ({"expect": "missing/a.json"}, "does not exist"),
        ({"expect": "a.dump"}, "same file"),
    ],
)
def test_what_can_not_be_done_is_refused(
    tmp_path: Path, arguments: dict[str, str], complaint: str
) -> None:
    (tmp_path / "folder.dump").mkdir()
    given = {"kind": "blackpearl", "objects": "1", **arguments}
    out = tmp_path / given.pop("out", "a.dump")
    if "expect" in given:
        given["expect"] = str(tmp_path / given["expect"])
    options = [f"--{name}={value}" for name, value in given.items() if name != "kind"]
    with pytest.raises(CommandError, match=complaint) as refused:
        call_command("sample_backup", out, f"--type={given['kind']}", *options)
    assert "\n" not in str(refused.value)
    assert {path.name for path in tmp_path.iterdir()} == {"folder.dump"}


def begin(out: Path, temporary: Path, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "manage.py",
            "sample_backup",
            str(out),
            "--type=blackpearl",
            "--objects=20000",
        ],
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


@pytest.fixture
def temporary() -> Any:
    """Reached by every account, and short enough for a socket."""
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    place.chmod(0o777)
    yield place
    shutil.rmtree(place)


def wait_for_server(temporary: Path) -> None:
    deadline = time.monotonic() + 60
    while not list(temporary.glob(f"{PREFIX}*/server/.s.PGSQL.5432")):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def servers_in(temporary: Path) -> list[str]:
    links = (os.path.join("/proc", pid, "cwd") for pid in os.listdir("/proc"))
    return [
        place
        for link in links
        if os.path.lexists(link)
        for place in [read(link)]
        if place.startswith(f"{temporary}/")
    ]


def read(link: str) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nothing(
    tmp_path: Path, temporary: Path, number: signal.Signals
) -> None:
    process = begin(tmp_path / "a.dump", temporary)
    wait_for_server(temporary)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in errors
    assert not list(temporary.iterdir())
    assert not list(tmp_path.iterdir())
    assert not servers_in(temporary)


@pytest.mark.slow
def test_what_a_killed_run_left_goes_with_the_next(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = begin(tmp_path / "a.dump", temporary)
    wait_for_server(temporary)
    process.kill()
    process.communicate()
    assert servers_in(temporary)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    sample_backup(tmp_path / "b.dump", "--objects=5")
    assert not list(temporary.iterdir())
    assert not servers_in(temporary)


@pytest.mark.slow
@pytest.mark.root
def test_an_ordinary_user_makes_one_too(temporary: Path) -> None:
    account = service_account()
    if not account.reaches(Path(sys.executable).resolve().parent):
        pytest.skip("this Python is not for everybody")
    code = (
        "from pathlib import Path; from samples.making import make; "
        "from samples.pack import pack; "
        f"pack(make(kind='rio', objects=50), Path('{temporary}/a.sql.gz'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env={
            "PATH": os.defpath,
            "PYTHONPATH": str(REPOSITORY),
            "TMPDIR": str(temporary),
            "TRACKER_BINARIES": str(binaries_directory()),
        },
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in temporary.iterdir()] == ["a.sql.gz"]
