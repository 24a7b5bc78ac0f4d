"""The server, while something is read from it."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from embedded.programs.children import ChildFailed

from .cluster import Cluster
from .complaints import program_failed

READY = "database system is ready to accept connections"
PATIENCE = 600.0
KEPT = 20


class Enough(Exception):  # noqa: N818
    """The program is no longer needed."""


class ProgramThread(threading.Thread):
    """Runs a program beside the job's own thread, and can be told to end it."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.over = threading.Event()
        self.error: BaseException | None = None

    def work(self) -> None:
        raise NotImplementedError

    def run(self) -> None:
        try:
            self.work()
        except Enough:
            pass
        except BaseException as error:  # raised again in the thread that waits
            self.error = error

    def look(self) -> None:
        if self.over.is_set():
            raise Enough

    def end(self) -> None:
        self.over.set()
        if self.is_alive():
            self.join()


class ClusterServer(ProgramThread):
    def __init__(self, cluster: Cluster) -> None:
        super().__init__("datadir-server")
        self.cluster = cluster
        self.output: deque[str] = deque(maxlen=KEPT)
        self.accepts = False
        self.decided = threading.Event()

    def work(self) -> None:
        try:
            self.cluster.box.run(
                "postgres",
                *self.cluster.options(),
                on_error_line=self.hear,
                look_up=self.look,
            )
        finally:
            self.decided.set()

    def hear(self, line: str) -> None:
        self.output.append(line)
        if READY in line:
            self.accepts = True
            self.decided.set()

    def wait(self) -> None:
        self.decided.wait(PATIENCE)
        if not self.accepts:
            self.end()
            raise self.reason()

    def reason(self) -> BaseException:
        match self.error:
            case None | ChildFailed():
                code = getattr(self.error, "returncode", 1)
                return program_failed("postgres", "\n".join(self.output), code)
            case error:
                return error


@contextmanager
def running_server(cluster: Cluster) -> Iterator[None]:
    server = ClusterServer(cluster)
    server.start()
    try:
        server.wait()
        yield
    finally:
        server.end()
        (cluster.box.data / "postmaster.pid").unlink(missing_ok=True)
