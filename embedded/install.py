"""Make `.venv` and install the locked requirements into it, when they changed.

Run by `make` with any Python that is new enough; uses the standard library only.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

REPOSITORY = Path(__file__).resolve().parents[1]
VENV = REPOSITORY / ".venv"
STAMP = VENV / "installed.json"
PROBE = "import pip, sys; print(*sys.version_info)"
# The first has no window, which no test needs, and takes a third less time.
BROWSERS = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"
INSTALLERS = {
    "apt-get": "apt-get update -qq && (apt-get install -y -qq chromium-headless-shell "
    "|| apt-get install -y -qq chromium)",
    "dnf": "dnf install -y -q chromium",
    "apk": "apk add --quiet chromium",
    "pacman": "pacman -Sy --noconfirm --quiet chromium",
    "zypper": "zypper --non-interactive --quiet install chromium",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("locks", nargs="*", help="files of locked requirements")
    parser.add_argument("--chromium", action="store_true", help="and a browser")
    options = parser.parse_args()
    try:
        with alone():
            install(options.locks)
            if options.chromium:
                find_or_install_chromium()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        refuse(f"{error.strerror or error}: {error.filename or VENV}.")


def refuse(sentence: str) -> NoReturn:
    sys.exit(sentence)


def say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


@contextmanager
def alone() -> Iterator[None]:
    """Two at once in one clone take turns."""
    var = REPOSITORY / "var"
    if not var.exists():
        var.mkdir()
        var.chmod(0o711 if os.geteuid() == 0 else 0o700)
    with (var / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(locks: Sequence[str]) -> None:
    if not usable():
        make_venv()
    installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    digests = {name: digest(REPOSITORY / name) for name in locks}
    missing = [name for name in locks if installed.get(name) != digests[name]]
    if not missing:
        return
    say(f"Installing the packages in {' and '.join(missing)} …")
    STAMP.unlink(missing_ok=True)
    pip_install(missing)
    STAMP.write_text(json.dumps(installed | digests))


def usable() -> bool:
    """Does it run, is it new enough, and was it made where it is now?"""
    pip = VENV / "bin" / "pip"
    try:
        first = pip.read_bytes().splitlines()[0].decode(errors="replace")
        done = subprocess.run(
            [VENV / "bin" / "python", "-c", PROBE],
            capture_output=True,
            text=True,
            check=False,
        )
    except (OSError, IndexError):
        return False
    version = tuple(int(part) for part in done.stdout.split()[:2])
    return done.returncode == 0 and version >= (3, 11) and str(VENV.resolve()) in first


def make_venv() -> None:
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if not all(importlib.util.find_spec(need) for need in ("venv", "ensurepip")):
        refuse(
            f"{name} can't create virtual environments. Install {name}-venv (Debian, "
            "Ubuntu) or your system's package of Python's venv and ensurepip."
        )
    if VENV.is_symlink():
        VENV.unlink()  # what it leads to is not ours to clear
    say(f"Creating .venv with {name} …")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        refuse(f".venv could not be created: {reason(done.stderr or done.stdout)}")


def pip_install(locks: Sequence[str]) -> None:
    options = "--quiet --no-input --disable-pip-version-check --require-hashes"
    files = [part for name in locks for part in ("-r", str(REPOSITORY / name))]
    done = subprocess.run(
        [VENV / "bin" / "python", "-m", "pip", "install", *options.split(), *files],
        env={**os.environ, **without_home()},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        refuse(f"The requirements could not be installed: {reason(done.stderr)}")


def without_home() -> dict[str, str]:
    """An account such as nobody has no home to keep downloads in."""
    writable = os.access(os.path.expanduser("~"), os.W_OK)
    return {} if writable else {"PIP_NO_CACHE_DIR": "1"}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def reason(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if re.match("ERROR|Error|OSError", line)]
    return (telling or lines or ["no reason given."])[-1].removeprefix("ERROR: ")


def find_or_install_chromium() -> None:
    if chromium():
        return
    how = next((name for name in INSTALLERS if shutil.which(name)), "")
    if not how:
        refuse("Chromium is missing. Install it for the browser tests.")
    if os.geteuid() != 0:
        refuse(f"Chromium is missing. Run as root: {INSTALLERS[how]}")
    say("Installing Chromium …")
    done = subprocess.run(
        ["/bin/sh", "-c", INSTALLERS[how]],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not chromium():
        refuse(f"Chromium could not be installed: {reason(done.stderr)}")


def chromium() -> str:
    """A browser that runs: some systems ship a stub that only says what to install."""
    for name in BROWSERS:
        path = shutil.which(name)
        if (
            path
            and not subprocess.run(
                [path, "--version"], capture_output=True, check=False
            ).returncode
        ):
            return path
    return ""


if __name__ == "__main__":
    main()
