"""The processes of the Procfile: started together, stopped together.

honcho reads the Procfile, runs each line and prints the output with the process's
name before it. Its own manager forks a helper for each process, which would outlive
us when we are killed; here each is looked after by a thread.
"""

import contextlib
import os
import queue
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

from honcho.colour import get_colours
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer
from honcho.process import Popen, Process

from embedded.processes import PROC, alive, end, endings, kill_group, pids

TAG = "TRACKER_UP"
GRACE = 15.0
SILENT = 2.0
LEFTOVERS = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
WATCH = 5.0


@dataclass
class Member:
    name: str
    process: Process
    pid: int = 0
    code: int | None = None
    missed_since: float = 0.0


@dataclass
class Crew:
    """Runs until it is stopped or one of its members ends by itself."""

    tag: str
    environment: dict[str, str]
    directory: Path
    inherited: tuple[int, ...] = ()
    deserted: Callable[[], bool] = lambda: False  # has our starter given up?
    watch: Callable[[], None] | None = None  # looks after what the members need
    members: dict[str, Member] = field(default_factory=dict)
    printer: Printer = field(default_factory=lambda: Printer(sys.stdout))
    # A simple queue may be filled from a signal handler, any other could deadlock.
    events: queue.SimpleQueue[Message] = field(default_factory=queue.SimpleQueue)
    failed: Member | None = None
    ending_since: float = 0.0

    def add_procfile(self, path: Path) -> None:
        colours = get_colours()
        for name, command in parse_procfile(path.read_text()).processes.items():
            process = Process(
                with_us(command),
                name=name,
                colour=next(colours),
                env={**self.environment, TAG: self.tag},
                cwd=str(self.directory),
            )
            process._child_ctor = partial(
                Popen, pass_fds=self.inherited, stdin=subprocess.DEVNULL
            )
            self.members[name] = Member(name, process)
        self.printer.width = max(len(name) for name in self.members)

    def run(self, when_started: Callable[[], str]) -> Member | None:
        """The member that ended by itself, if one did."""
        with self._signals():
            try:
                for member in self.members.values():
                    self._in_background(member.process.run, self.events)
                self._in_background(self._announce, when_started)
                self._in_background(self._keep_watch)
                self._loop()
            finally:
                self._kill_all()
                sweep(self.tag)
        return self.failed

    def _in_background(self, target: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=target, args=arguments, daemon=True).start()

    def _announce(self, when_started: Callable[[], str]) -> None:
        self._tell("ready", when_started())

    def _keep_watch(self) -> None:
        while self.watch and not self.ending_since:
            time.sleep(WATCH)
            if not self.ending_since:
                self.watch()

    def _tell(self, kind: str, data: object = None) -> None:
        self.events.put(Message(kind, data, None, None, None))

    def _loop(self) -> None:
        while any(member.code is None for member in self.members.values()):
            try:
                self._handle(self.events.get(timeout=0.5))
            except queue.Empty:
                self._look_after()

    def _handle(self, message: Message) -> None:
        if message.type == "line":
            self.printer.write(message)
        elif message.type == "start":
            member = self.members[message.name]
            member.pid = message.data["pid"]
            if self.ending_since:
                self._terminate(member)
        elif message.type == "stop":
            self._ended(self.members[message.name], message.data["returncode"])
        elif message.type == "ready" and not self.ending_since:
            print(message.data, flush=True)  # noqa: T201
        elif message.type == "signal":
            self._asked_to_end()

    def _asked_to_end(self) -> None:
        if self.ending_since:
            self._kill_all()
        else:
            print("\nStopping …", flush=True)  # noqa: T201
            self._end_all()

    def _ended(self, member: Member, code: int) -> None:
        if member.code is not None:
            return
        member.code = code
        if not self.ending_since:
            self.failed = member
            self._end_all()

    def _end_all(self) -> None:
        self.ending_since = time.monotonic()
        for member in self.members.values():
            self._terminate(member)

    def _terminate(self, member: Member) -> None:
        """Its head only: a worker's children finish what they do."""
        if member.pid and member.code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(member.pid, signal.SIGTERM)

    def _kill_all(self) -> None:
        for member in self.members.values():
            if member.pid and member.code is None:
                kill_group(member.pid)

    def _look_after(self) -> None:
        """After a silent moment: has a process disappeared unnoticed?"""
        now = time.monotonic()
        if not self.ending_since and self.deserted():
            self._asked_to_end()
        if self.ending_since and now - self.ending_since > GRACE:
            self._kill_all()
        for member in self.members.values():
            if member.pid and member.code is None and not alive(member.pid):
                # Its end is only seen when its children close their output too.
                member.missed_since = member.missed_since or now
                if now - member.missed_since > SILENT:
                    kill_group(member.pid)
                    self._ended(member, -signal.SIGKILL)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def heard(number: int, frame: FrameType | None) -> None:
            self._tell("signal", number)

        before = {number: signal.signal(number, heard) for number in endings()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def with_us(command: str) -> str:
    """Have the system end a process when we are killed ourselves."""
    if not shutil.which("setpriv"):
        return command
    return f"exec setpriv --pdeathsig TERM -- sh -c {shlex.quote(command)}"


def sweep(tag: str) -> int:
    """End what carries our tag; holding the lock, we know that no one owns it."""
    mark = f"{TAG}={tag}".encode()
    leftovers = [
        pid for pid in pids() if pid != os.getpid() and mark in _environment(pid)
    ]
    end(leftovers, LEFTOVERS)
    return len(leftovers)


def _environment(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:  # gone, or not ours
        return []
