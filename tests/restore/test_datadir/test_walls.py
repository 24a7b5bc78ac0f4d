"""The reach of a program that works on a stranger's files."""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from embedded import binaries
from embedded.account import Account, service_account
from embedded.errors import NoSandboxError
from embedded.places import REPOSITORY
from embedded.programs.children import ChildFailed, Command, run_child
from embedded.programs.groups import Group
from embedded.sandbox import accounts, levels
from embedded.sandbox.accounts import FIRST, LAST, PROBE, ourselves
from embedded.sandbox.levels import (
    Bubblewrap,
    Jail,
    Namespaces,
    Sandbox,
    possible,
    sandbox_for,
)
from restore.datadir.box import PATH, Box
from restore.landing.children import run_plainly
from restore.tools import Tools
from tests.fixtures.places import let_others_pass
from tests.fixtures.processes import Lifeline, hydra, marked

Until = Callable[..., object]

LOOK = """
id -u; id -G
cat {secret} 2>&1; ls {folder} 2>&1
for each in /usr {programs}; do touch $each/planted 2>&1; done
for each in {product} /root /boot; do ls $each 2>&1; done
"""
EACH = pytest.mark.parametrize(
    "sort", [Bubblewrap, pytest.param(Jail, marks=pytest.mark.root), Namespaces]
)
CALL = "import socket; socket.create_connection(('127.0.0.1', {port}), 2)"


@pytest.fixture
def programs() -> Path:
    return binaries(18)


@pytest.fixture
def mark() -> str:
    return f"{random.randint(10**6, 10**7)}"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A job's folder that all may pass to, in which another's cluster is."""
    let_others_pass(tmp_path)
    work = tmp_path / "works" / "job" / "1"
    work.mkdir(parents=True)
    work.parent.chmod(0o711)
    work.parent.parent.chmod(0o711)
    return work


@pytest.fixture
def live_port() -> Iterator[int]:
    """A port with a listener on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def run_in(walls: Sandbox, script: str) -> str:
    """With another program than PostgreSQL's, as code in a database could begin one."""
    done = subprocess.run(
        shell(walls, script),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **walls.starts_as.popen(),
    )
    return done.stdout + done.stderr


def test_bubblewrap_lends_one_folder() -> None:
    walls = Bubblewrap(Path("/p/18/bin"), PROBE, "/usr/bin/bwrap")
    line = walls.command(Path("/work/x"), "postgres", "-D", "y")
    assert line[:3] == ["/usr/bin/bwrap", "--unshare-all", "--die-with-parent"]
    writable = [line[at + 1] for at, word in enumerate(line) if word == "--bind"]
    assert writable == ["/work/x"]
    assert line[-4:] == ["--", "/p/18/bin/postgres", "-D", "y"]


@EACH
def test_behind_walls_there_is_nothing(
    sort: type[Sandbox], programs: Path, work: Path, tmp_path: Path
) -> None:
    walls = level_of(sort, programs)
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    secret.chmod(0o644)
    product = Path(levels.__file__).parent
    script = LOOK.format(secret=secret, folder=work, programs=programs, product=product)
    lines = run_in(walls, script).splitlines()
    assert lines[0] == str(walls.account.uid)
    assert lines[1].split()[0] == str(walls.account.gid)
    refused = ("No such file", "Read-only", "Permission denied", "cannot")
    for line in lines[2:]:
        assert any(word in line for word in refused), line
    assert len(lines) == 2 + 2 + 2 + 3


@EACH
def test_behind_walls_there_is_no_network(
    sort: type[Sandbox], programs: Path, live_port: int
) -> None:
    call = f'python3 -c "{CALL.format(port=live_port)}" || echo none'
    assert "none" in run_in(level_of(sort, programs), call)
    with_network = subprocess.run(["sh", "-c", call], capture_output=True, check=False)
    assert b"none" not in with_network.stdout


@EACH
def test_behind_walls_there_is_no_other_process(
    sort: type[Sandbox], programs: Path
) -> None:
    """Numbers of our own mean nothing in there, and nothing ends the first one."""
    script = f"kill -KILL 1; kill -0 {os.getpid()} || echo none; ls -d /proc/[1-9]*"
    lines = run_in(level_of(sort, programs), script).splitlines()
    assert "none" in lines
    assert len([line for line in lines if re.fullmatch("/proc/[0-9]+", line)]) <= 4


@EACH
def test_the_environment_is_what_it_was_given(
    sort: type[Sandbox], programs: Path, tmp_path: Path
) -> None:
    walls = level_of(sort, programs)
    box = Box(tmp_path, walls, Tools(int, str, run_plainly, tmp_path, 1))
    lines: list[str] = []
    run_child(
        Command(
            shell(walls, "env"),
            environment=box.environment(),
            account=walls.starts_as,
            directory=Path("/"),
            on_line=lines.append,
        )
    )
    names = {line.partition("=")[0] for line in lines}
    assert names - {"PWD", "OLDPWD", "SHLVL", "_"} == set(box.environment())
    assert f"PATH={PATH}" in lines
    assert not any(str(REPOSITORY) in line for line in lines)


@EACH
@pytest.mark.parametrize(
    ("script", "code"), [("exit 7", 7), ("kill -TERM $$", -15), ("kill -KILL $$", -9)]
)
def test_how_it_ended_is_told(
    sort: type[Sandbox], programs: Path, script: str, code: int
) -> None:
    walls = level_of(sort, programs)
    account, place = walls.starts_as, Path("/")
    with pytest.raises(ChildFailed) as caught:
        run_child(Command(shell(walls, script), account=account, directory=place))
    by_bubblewrap = 128 - code if code < 0 else code
    assert caught.value.returncode in (code, by_bubblewrap)


@pytest.mark.slow
@EACH
@pytest.mark.parametrize("how", ["it ends", "it is stopped", "its guard is killed"])
def test_nothing_outlives_them(
    sort: type[Sandbox], programs: Path, mark: str, how: str, until: Until
) -> None:
    walls = level_of(sort, programs)
    groups: list[Group] = []

    def look() -> None:
        if how == "its guard is killed" and marked(mark):
            os.kill(groups[0].leader, signal.SIGKILL)
        elif how == "it is stopped" and marked(mark):
            raise KeyboardInterrupt

    with suppress(ChildFailed, KeyboardInterrupt):
        run_child(
            Command(
                shell(walls, f"{hydra(mark, 16)}; sleep 1"),
                account=walls.starts_as,
                directory=Path("/"),
                started=groups.append,
                look_up=look,
            )
        )
    # The first one in there, which does not move, has this on its command line too.
    until(lambda: not marked(mark), 20 if how == "its guard is killed" else 0)


@pytest.mark.slow
@EACH
def test_the_first_one_can_not_be_changed(sort: type[Sandbox], programs: Path) -> None:
    """It must end with its parent, which a debugger could talk it out of."""
    if not shutil.which("python3", path=PATH):
        pytest.skip("no Python behind walls")
    attach = (
        "import ctypes; libc = ctypes.CDLL(None, use_errno=True); "
        "print('attached', libc.ptrace(16, 1, None, None), ctypes.get_errno())"
    )
    walls = level_of(sort, programs)
    if sort is not Bubblewrap:
        assert "attached -1 1" in run_in(walls, f'python3 -c "{attach}"')


def shell(walls: Sandbox, script: str) -> list[str]:
    return [*walls.command(None, "postgres")[:-1], "/bin/sh", "-c", script]


def level_of(sort: type[Sandbox], programs: Path) -> Sandbox:
    who = PROBE if os.geteuid() == 0 else ourselves()
    walls = next((w for w in possible(programs, who) if type(w) is sort), None)
    if walls is None or not levels.works(walls):
        pytest.skip(f"no {sort.__name__.lower()} here")
    return walls


class TestWhichOne:
    def test_the_best_there_is(self, programs: Path, work: Path) -> None:
        best = sandbox_for(programs, work, required=False)
        assert best.is_one == any(map(levels.works, possible(programs, best.account)))
        assert best.account.is_another == (os.geteuid() == 0)

    @pytest.mark.root
    def test_one_that_can_not_pass_is_none(
        self, programs: Path, work: Path, tmp_path: Path
    ) -> None:
        level_of(Jail, programs)  # which needs no way to the folder
        tmp_path.chmod(0o700)
        assert isinstance(sandbox_for(programs, work, required=False), Jail)

    def test_none_is_an_account(
        self, programs: Path, work: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(levels, "works", lambda _: False)
        bare = sandbox_for(programs, work, required=False)
        assert not bare.is_one
        assert bare.account.uid not in (0, *others())
        assert levels.level(programs) == ""
        with pytest.raises(NoSandboxError, match="Install bubblewrap"):
            sandbox_for(programs, work, required=True)


def others() -> set[int]:
    """Of root, the account that our clusters belong to."""
    return {service_account().uid} if os.geteuid() == 0 else set()


@pytest.mark.root
class TestAccounts:
    def test_each_gets_its_own(self, work: Path) -> None:
        uids = {accounts.account_of_its_own(work).uid for _ in range(20)}
        assert len(uids) > 15
        assert all(FIRST < uid <= LAST for uid in uids)

    def test_not_one_that_another_restore_has(
        self, work: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = work.parent.parent / "other job" / "1" / "cluster-1" / "data"
        data.mkdir(parents=True)
        os.chown(data, FIRST + 1, FIRST + 1)
        monkeypatch.setattr(accounts, "LAST", FIRST + 2)
        for _ in range(20):
            assert accounts.account_of_its_own(work) == Account(FIRST + 2, FIRST + 2)

    def test_all_that_runs_as_it_ends_with_its_files(
        self, tmp_path: Path, mark: str, lifeline: Lifeline, until: Until
    ) -> None:
        """However it moves: no guard is there."""
        uid = FIRST + 2
        data = tmp_path / "1" / "cluster-1" / "data"
        data.mkdir(parents=True)
        os.chown(data, uid, uid)
        subprocess.run(
            ["/bin/sh", "-c", lifeline.given_to(hydra(mark, 16))],
            cwd="/",
            check=True,
            **Account(uid, uid).popen(),
        )
        assert lifeline.is_held()
        accounts.remove_with_accounts(tmp_path / "1")
        until(lambda: not lifeline.is_held())
        assert not (tmp_path / "1").exists()

    @pytest.mark.parametrize("uid", [0, FIRST, service_account().uid])
    def test_no_other_account_is_touched(
        self, uid: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(subprocess, "run", pytest.fail)
        accounts.end_all_of(uid)

    def test_one_with_a_name_is_not_that_of_the_clusters(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account = accounts.account_with_name()
        monkeypatch.setattr(accounts, "owners", lambda: iter([account.uid]))
        assert accounts.account_with_name() != account
        monkeypatch.setattr(accounts, "NAMED", ())
        with pytest.raises(NoSandboxError, match="Install bubblewrap"):
            accounts.account_with_name()
