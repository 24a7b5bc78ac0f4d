"""Other programs, run so that they can neither hang us, outlive us nor learn secrets.

Argument lists only; a clean environment; a session of their own, under a guard that
kills all of it when we die (guard.py); their output is read as it comes.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedded.account import Account
from embedded.programs.groups import Group

GUARD = Path(__file__).with_name("guard.py")
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR")
LOOK_UP = 0.2  # seconds between checks whether to continue
CHUNK = 1 << 16
LONGEST_LINE = 8192
TAIL = 20  # lines that are kept to explain a failure
GRACE, LAST_WORD = 2.0, 30.0
NOT_STARTED = 127

OnLine = Callable[[str], None]
Watch = Callable[[Group], Any]


@dataclass(frozen=True)
class Finished:
    returncode: int
    tail: str  # the last lines of what it said on stderr
    seconds: float


class ChildFailed(Exception):  # noqa: N818
    """A program that ended with anything but 0."""

    def __init__(self, program: str, finished: Finished) -> None:
        super().__init__(f"{program} {how_it_ended(finished.returncode)}")
        self.program = program
        self.returncode = finished.returncode
        self.tail = finished.tail

    @property
    def was_killed(self) -> bool:
        """As by the system, when memory is short."""
        return self.returncode == -signal.SIGKILL

    @property
    def lacked_memory(self) -> bool:
        signs = ("MemoryError", "out of memory", "Cannot allocate memory")
        return self.was_killed or any(sign in self.tail for sign in signs)

    def __str__(self) -> str:
        last = self.tail.rpartition("\n")[2]
        return f"{self.args[0]}: {last}" if last else str(self.args[0])


def how_it_ended(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"


@dataclass
class Command:
    """What to run, and what to do with what it says."""

    argv: Sequence[str | Path]
    name: str = ""
    on_line: OnLine | None = None  # lines of stdout
    on_error_line: OnLine | None = None
    on_output: Callable[[bytes], None] | None = None  # stdout as it comes, instead
    feed: Iterable[bytes] | None = None  # its stdin
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path | None = None
    account: Account | None = None  # another one to run as, when we are root
    memory: int | None = None  # bytes of address space
    processes: int | None = None  # of its account, together
    modest: bool = False  # last in turn for a processor, first to go for memory
    umask: int = 0o077
    expected: frozenset[int] = frozenset({0})
    look_up: Callable[[], None] = lambda: None  # raises when it is time to stop
    started: Watch | None = None  # before the program begins
    ended: Watch | None = None

    @property
    def program(self) -> str:
        return self.name or Path(self.argv[0]).name

    def limits(self) -> str:
        limits: dict[str, int] = {"umask": self.umask, "modest": self.modest}
        if self.memory:
            limits["memory"] = self.memory
        if self.processes:
            limits["processes"] = self.processes
        if self.account and self.account.is_another:
            limits |= {"user": self.account.uid, "group": self.account.gid}
        return json.dumps(limits)


def run_child(command: Command) -> Finished:
    """To its end. If we raise in the meantime, it and its offspring are killed."""
    begun = time.monotonic()
    child = Child(command)
    try:
        child.start()
        child.talk()
    except BaseException:
        child.stop()
        raise
    finally:
        child.close()
    finished = Finished(child.code, child.tail, time.monotonic() - begun)
    if finished.returncode not in command.expected:
        raise ChildFailed(command.program, finished)
    return finished


class Child:
    def __init__(self, command: Command) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.control = -1
        self.group: Group | None = None
        self.errors: deque[str] = deque(maxlen=TAIL)
        self.code = 0

    @property
    def tail(self) -> str:
        return "\n".join(self.errors)

    def start(self) -> None:
        theirs, self.control = os.pipe()
        try:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-I",
                    "-S",
                    GUARD,
                    str(theirs),
                    self.command.limits(),
                    *map(str, self.command.argv),
                ],
                cwd=self.command.directory,
                env=program_environment(self.command.environment),
                stdin=subprocess.PIPE if self.command.feed else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                pass_fds=[theirs],
                start_new_session=True,
            )
        finally:
            os.close(theirs)
        self.group = Group.led_by(self.process.pid)
        if self.command.started:
            self.command.started(self.group)
        os.write(self.control, b"go")

    def talk(self) -> None:
        """Write and read what is possible, so that no full pipe blocks anything."""
        assert self.process is not None  # noqa: S101
        with selectors.DefaultSelector() as selector:
            for pipe, act in self.pipes():
                os.set_blocking(pipe.fileno(), False)
                way = selectors.EVENT_WRITE if pipe.writable() else selectors.EVENT_READ
                selector.register(pipe, way, act)
            while selector.get_map():
                self.command.look_up()
                for key, _ in selector.select(LOOK_UP):
                    if not key.data():
                        selector.unregister(key.fileobj)
                        key.fileobj.close()  # type: ignore[union-attr]
            while (code := wait(self.process, LOOK_UP)) is None:
                self.command.look_up()
        self.code = code

    def pipes(self) -> Iterator[tuple[Any, Callable[[], bool]]]:
        """Each pipe with what moves data through it; False when there is no more."""
        assert self.process is not None  # noqa: S101
        out, errors = self.process.stdout, self.process.stderr
        yield errors, Reader(errors, Lines(self.heard_error))
        if self.command.on_output:
            yield out, Reader(out, Raw(self.command.on_output))
        else:
            yield out, Reader(out, Lines(self.command.on_line or ignore))
        if self.command.feed:
            yield self.process.stdin, Writer(self.process.stdin, self.command.feed)

    def heard_error(self, line: str) -> None:
        self.errors.append(line)
        if self.command.on_error_line:
            self.command.on_error_line(line)

    def stop(self) -> None:
        """Politely, then not. Programs that resist may take LAST_WORD seconds."""
        if self.process is None or self.group is None:
            return
        self.group.signal(signal.SIGTERM)
        if wait(self.process, GRACE) is None:
            self.let_go()  # the guard kills them all, also those who left the group
            wait(self.process, LAST_WORD)
        self.group.signal(signal.SIGKILL)
        wait(self.process, 1)

    def let_go(self) -> None:
        if self.control >= 0:
            os.close(self.control)
        self.control = -1

    def close(self) -> None:
        self.let_go()
        if self.process is None:
            return
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()
        if self.group and self.command.ended:
            self.command.ended(self.group)


def wait(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def ignore(line: str) -> None:
    pass


class Lines:
    """Puts lines together. What is longer than a line should be is cut off."""

    def __init__(self, tell: OnLine) -> None:
        self.tell = tell
        self.rest = b""
        self.skipping = False

    def take(self, data: bytes) -> None:
        *lines, rest = (self.rest + data).split(b"\n")
        for line in lines:
            if not self.skipping:
                self.tell_line(line)
            self.skipping = False
        if self.skipping:
            rest = b""
        elif len(rest) > LONGEST_LINE:
            self.tell_line(rest)
            rest, self.skipping = b"", True
        self.rest = rest

    def end(self) -> None:
        if self.rest:
            self.tell_line(self.rest)

    def tell_line(self, line: bytes) -> None:
        text = line[:LONGEST_LINE].decode(errors="replace").rstrip("\r")
        self.tell(f"{text} …" if len(line) > LONGEST_LINE else text)


class Raw:
    def __init__(self, take: Callable[[bytes], None]) -> None:
        self.take = take

    def end(self) -> None:
        pass


class Reader:
    def __init__(self, pipe: Any, sink: Lines | Raw) -> None:
        self.pipe = pipe
        self.sink = sink

    def __call__(self) -> bool:
        try:
            data = os.read(self.pipe.fileno(), CHUNK)
        except BlockingIOError:
            return True
        if data:
            self.sink.take(data)
        else:
            self.sink.end()
        return bool(data)


class Writer:
    def __init__(self, pipe: Any, feed: Iterable[bytes]) -> None:
        self.pipe = pipe
        self.feed = iter(feed)
        self.pending = memoryview(b"")

    def __call__(self) -> bool:
        while not self.pending:
            try:
                self.pending = memoryview(next(self.feed))
            except StopIteration:
                return False
        try:
            written = os.write(self.pipe.fileno(), self.pending[:CHUNK])
        except BlockingIOError:
            return True
        except BrokenPipeError:  # it reads no more; its exit code says whether in vain
            return False
        self.pending = self.pending[written:]
        return True


def program_environment(more: Mapping[str, str]) -> dict[str, str]:
    """An allow-list: none of our secrets, and no settings by accident."""
    ours = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {"PATH": os.defpath, "HOME": "/", **ours, **more}
