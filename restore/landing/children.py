"""Running pg_restore plainly; jobs give a runner that is supervised."""

import os
import signal
import subprocess
from collections.abc import Callable

Line = Callable[[str], None]
# (arguments, environment, what to do with each line of stderr) -> exit code
Child = Callable[[list[str], dict[str, str], Line], int]


def run_plainly(argv: list[str], env: dict[str, str], on_line: Line) -> int:
    with subprocess.Popen(
        argv,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
        errors="replace",
    ) as process:
        try:
            for line in process.stderr or ():
                on_line(line.rstrip("\n"))
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)  # its parallel workers too
            raise
        return process.wait()
