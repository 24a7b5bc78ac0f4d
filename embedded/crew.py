"""The processes of the Procfile: started together, kept alive, stopped together.

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
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FrameType

from honcho.colour import get_colours
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer
from honcho.process import Popen, Process

from embedded.member import Life, Member, Outbox
from embedded.processes import PROC, alive, end, endings, kill_group, pids
from embedded.restarts import write_restarts

TAG = "TRACKER_UP"
MEMBER = "TRACKER_UP_PROCESS"
GRACE = 15.0
SILENT = 2.0
STEP = 0.5
LEFTOVERS = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
WATCH = 5.0
NOT_STARTED = 71  # as in sysexits.h: the system had no room for another process
Event = tuple[Life | None, Message]


@dataclass
class Crew:
    """Runs until it is stopped, or a member cannot even be started.

    A member that ends by itself is started again, each time after a longer pause.
    """

    tag: str
    environment: dict[str, str]
    directory: Path
    record: Path  # where restarts are written down
    inherited: tuple[int, ...] = ()
    deserted: Callable[[], bool] = lambda: False  # has our starter given up?
    watch: Callable[[], None] | None = None  # looks after what the members need
    members: dict[str, Member] = field(default_factory=dict)
    printer: Printer = field(default_factory=lambda: Printer(sys.stdout))
    # A simple queue may be filled from a signal handler, any other could deadlock.
    events: queue.SimpleQueue[Event] = field(default_factory=queue.SimpleQueue)
    failed: Life | None = None
    ending_since: float = 0.0

    def add_procfile(self, path: Path) -> None:
        colours = get_colours()
        for name, command in parse_procfile(path.read_text()).processes.items():
            make = partial(self._process, name, command, next(colours))
            self.members[name] = Member.of(name, make)
        self.printer.width = max(len(name) for name in self.members)

    def _process(self, name: str, command: str, colour: str) -> Process:
        process = Process(
            with_us(command),
            name=name,
            colour=colour,
            env={**self.environment, TAG: self.tag, MEMBER: name},
            cwd=str(self.directory),
        )
        process._child_ctor = partial(
            Popen, pass_fds=self.inherited, stdin=subprocess.DEVNULL
        )
        return process

    def run(self, when_started: Callable[[], str]) -> Life | None:
        """The last life of the member that could not be started, if there is one."""
        with self._signals():
            try:
                self._write_down()
                for life in self._lives():
                    self._in_background(self._live, life)
                self._in_background(self._announce, when_started)
                self._in_background(self._keep_watch)
                self._loop()
            finally:
                self._kill_all()
                sweep(self.tag)
                self.record.unlink(missing_ok=True)
        return self.failed

    def _lives(self) -> list[Life]:
        return [member.life for member in self.members.values()]

    def _in_background(self, target: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=target, args=arguments, daemon=True).start()

    def _live(self, life: Life) -> None:
        outbox = Outbox(life, self.events)
        try:
            life.process.run(outbox)
        except OSError as error:
            outbox.put(message("line", f"{error.strerror}.", life.name))
            outbox.put(message("stop", {"returncode": NOT_STARTED}))

    def _live_again(self, life: Life) -> None:
        """After what the one before it left: it would keep files and ports."""
        sweep(self.tag, life.name)
        self._live(life)

    def _announce(self, when_started: Callable[[], str]) -> None:
        self._tell("ready", when_started())

    def _keep_watch(self) -> None:
        while self.watch and not self.ending_since:
            time.sleep(WATCH)
            if not self.ending_since:
                self.watch()

    def _tell(self, kind: str, data: object = None) -> None:
        self.events.put((None, message(kind, data)))

    def _loop(self) -> None:
        while not self.ending_since or any(life.code is None for life in self._lives()):
            try:
                self._handle(*self.events.get(timeout=STEP))
            except queue.Empty:
                self._look_after()
            self._start_again()

    def _handle(self, life: Life | None, message: Message) -> None:
        if message.type == "line":
            self.printer.write(message)
        elif message.type == "start" and life:
            life.pid, life.began = message.data["pid"], time.monotonic()
            if self.ending_since:
                self._terminate(life)
        elif message.type == "stop" and life:
            self._ended(life, message.data["returncode"])
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

    def _ended(self, life: Life, code: int) -> None:
        if life.code is not None:
            return
        life.code = code
        if self.ending_since:
            return
        member = self.members[life.name]
        member.ended()
        if member.cannot_start:
            self.failed = life
            self._end_all()
            return
        self._write_down()
        self._say(f"{life.name} ended ({life.how}); starts again in {member.pause:g} s")

    def _start_again(self) -> None:
        now = time.monotonic()
        for member in self.members.values():
            if member.due and now >= member.due and not self.ending_since:
                self._in_background(self._live_again, member.begin_again())

    def _say(self, text: str) -> None:
        self.printer.write(message("line", text, "up"))

    def _write_down(self) -> None:
        with contextlib.suppress(OSError):  # such as a full disk
            members = self.members.values()
            write_restarts(self.record, [member.restarts for member in members])

    def _end_all(self) -> None:
        self.ending_since = time.monotonic()
        for life in self._lives():
            self._terminate(life)

    def _terminate(self, life: Life) -> None:
        """Its head only: a worker's children finish what they do."""
        if life.is_going_on:
            with contextlib.suppress(ProcessLookupError):
                os.kill(life.pid, signal.SIGTERM)

    def _kill_all(self) -> None:
        for life in self._lives():
            if life.is_going_on:
                kill_group(life.pid)

    def _look_after(self) -> None:
        """After a silent moment: has a process disappeared unnoticed?"""
        now = time.monotonic()
        if not self.ending_since and self.deserted():
            self._asked_to_end()
        if self.ending_since and now - self.ending_since > GRACE:
            self._kill_all()
        for life in self._lives():
            if life.is_going_on and not alive(life.pid):
                # Its end is only seen when its children close their output too.
                life.missed_since = life.missed_since or now
                if now - life.missed_since > SILENT:
                    kill_group(life.pid)
                    self._ended(life, -signal.SIGKILL)

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


def message(kind: str, data: object, name: str = "") -> Message:
    return Message(kind, data, datetime.now(), name, None)  # noqa: DTZ005  as honcho's


def sweep(tag: str, member: str = "") -> int:
    """End what carries our tag; holding the lock, we know that no one owns it.

    With a member's name, only what an ended one left.
    """
    marks = {f"{TAG}={tag}".encode()}
    if member:
        marks.add(f"{MEMBER}={member}".encode())
    leftovers = [
        pid for pid in pids() if pid != os.getpid() and marks <= _environment(pid)
    ]
    end(leftovers, LEFTOVERS)
    return len(leftovers)


def _environment(pid: int) -> set[bytes]:
    try:
        return set((PROC / str(pid) / "environ").read_bytes().split(b"\0"))
    except OSError:  # gone, or not ours
        return set()
