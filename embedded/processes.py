"""Finding, starting and ending the services' processes."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from embedded.account import Account
from embedded.errors import EmbeddedError

PROC = Path("/proc")
STEP = 0.05
RECENT = 20_000
INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Ending = Sequence[tuple[signal.Signals, float]]


@dataclass(frozen=True)
class Started:
    """A server that was just begun, and where in its log this start's lines begin."""

    process: subprocess.Popen[bytes]
    log: Path
    log_start: int

    @property
    def is_over(self) -> bool:
        return self.process.poll() is not None

    def said(self) -> str:
        with self.log.open("rb") as log:
            log.seek(max(self.log_start, self.log.stat().st_size - RECENT))
            return log.read().decode(errors="replace")


# Kept so that the interpreter neither warns about them nor forgets to reap them.
_children: list[subprocess.Popen[bytes]] = []


def clean_environment(directory: Path) -> dict[str, str]:
    """Neither our secrets nor the caller's tags and settings reach a service."""
    return {
        "PATH": os.defpath,
        "LC_ALL": "C",
        "TZ": "UTC",
        "HOME": str(directory),
        "TMPDIR": "/tmp",  # noqa: S108
    }


def run(
    arguments: Sequence[str | Path], *, account: Account, directory: Path
) -> tuple[int, str]:
    """Run to the end: exit code and errors. Interrupted, its children end as well."""
    child = None
    try:
        with interrupted_later():
            child = subprocess.Popen(
                [str(argument) for argument in arguments],
                cwd=directory,
                env=clean_environment(directory),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,
                **account.popen(),
            )
        _, errors = child.communicate(timeout=300)
    except BaseException:
        if child is not None:
            kill_group(child.pid)
            child.wait()
        raise
    return child.returncode, errors


@contextlib.contextmanager
def interrupted_later() -> Iterator[None]:
    """An interruption waits for the end of the block.

    Within Popen, it would leave a program running of which nobody knows.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: arrived.append(number))
        for number in INTERRUPTIONS
        if signal.getsignal(number) != signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
        for caught in arrived[:1]:
            signal.raise_signal(caught)


def launch(
    arguments: Sequence[str | Path],
    *,
    account: Account,
    directory: Path,
    log: Path,
    memory: int | None = None,
) -> Started:
    """Start a service in a session of its own: Ctrl-C at our terminal is not for it.

    `memory` bounds each of its processes: what one asks for beyond it, it does not get.
    """
    _keep_short(log)
    name = Path(arguments[0]).name
    arguments = within(memory, arguments) if memory else arguments
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    output = os.open(log, flags, 0o600)
    log_start = os.fstat(output).st_size
    try:
        with interrupted_later():
            child = subprocess.Popen(
                [str(argument) for argument in arguments],
                cwd=directory,
                env=clean_environment(directory),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **account.popen(),
            )
            _children.append(child)
    except PermissionError as error:
        raise EmbeddedError(
            f"{name} can't be started in {directory}: {error.strerror}."
        ) from None
    finally:
        os.close(output)
    return Started(child, log, log_start)


def within(memory: int, arguments: Sequence[str | Path]) -> list[str | Path]:
    """The command with a bound (RLIMIT_DATA), unless there is a lower one already."""
    script = 'ulimit -d "$1" 2>/dev/null; shift; exec "$@"'
    return ["/bin/sh", "-c", script, "sh", str(memory // 1024), *arguments]


def accepts(path: Path) -> bool:
    """Whether a process listens at this socket; a busy one counts."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        try:
            line.connect(str(path))
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
            return False
        except (TimeoutError, BlockingIOError):
            return True
    return True


def _keep_short(log: Path, limit: int = 10_000_000) -> None:
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_suffix(".old.log"))


def working_in(directory: Path, program: str) -> list[int]:
    """Processes of `program` that work in `directory`, whichever process started them.

    Asked of the system, not of a pid file: after a crash the number in such a file
    may be any process's.
    """
    place = str(directory)
    return [
        pid for pid in pids() if _link(pid, "cwd") == place and _program(pid) == program
    ]


def end_all_within(directory: Path) -> None:
    """Whatever still works on something that is about to be removed."""
    place = f"{directory}/"
    end(
        [pid for pid in pids() if f"{_link(pid, 'cwd')}/".startswith(place)],
        [(signal.SIGKILL, 10)],
    )


def kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def pids() -> Iterator[int]:
    for entry in os.listdir(PROC):
        if entry.isdigit():
            yield int(entry)


def _link(pid: int, name: str) -> str:
    try:
        target = os.readlink(PROC / str(pid) / name)
    except OSError:  # gone, a zombie, or not ours to look at
        return ""
    return target.removesuffix(" (deleted)")


def _program(pid: int) -> str:
    return Path(_link(pid, "exe")).name


def leader(group: Iterable[int]) -> int | None:
    """The one among related processes that the others come from."""
    family = set(group)
    heads = [pid for pid in family if parent(pid) not in family]
    return min(heads) if heads else None


def parent(pid: int) -> int:
    state = _state(pid)
    return int(state[1]) if state else 0


def alive(pid: int) -> bool:
    for child in _children:
        if child.pid == pid and child.poll() is not None:
            return False
    state = _state(pid)
    return bool(state) and state[0] not in "ZX"


def endings() -> list[signal.Signals]:
    """The signals that ask us to end. Under nohup, SIGHUP does not."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    return numbers


def calling_make() -> int:
    """The make that runs us, if one does."""
    above = os.getppid()
    try:
        name = (PROC / str(above) / "comm").read_text().strip()
    except OSError:
        return 0
    return above if name in ("make", "gmake") else 0


def gave_up(make: int) -> bool:
    """Has this make (if there is one) been killed, or told to end?

    It hands on SIGTERM only. After SIGINT or SIGHUP that a terminal did not send to
    us too, it blocks the signal and waits for our end.
    """
    if not make:
        return False
    if os.getppid() != make:
        return True
    try:
        status = (PROC / str(make) / "status").read_text()
    except OSError:
        return True
    blocked = int(status.partition("SigBlk:")[2].split()[0], 16)
    return any(blocked >> (number - 1) & 1 for number in (signal.SIGINT, signal.SIGHUP))


def _state(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def end(processes: Iterable[int], how: Ending) -> None:
    """Ask politely, then less so; return when they are gone."""
    left = [pid for pid in processes if alive(pid)]
    for number, patience in how:
        for pid in left:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        left = _wait_for(left, patience)
        if not left:
            return


def _wait_for(processes: list[int], seconds: float) -> list[int]:
    deadline = time.monotonic() + seconds
    while processes := [pid for pid in processes if alive(pid)]:
        if time.monotonic() > deadline:
            break
        time.sleep(STEP)
    return processes
