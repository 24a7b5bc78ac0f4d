"""The reach of a program that works on a stranger's files."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import binaries
from embedded.account import Account, service_account
from embedded.errors import NoSandboxError
from embedded.sandbox import accounts, levels
from embedded.sandbox.accounts import FIRST, LAST, PROBE
from embedded.sandbox.levels import (
    Bubblewrap,
    Jail,
    Sandbox,
    possible,
    sandbox_for,
)
from tests.fixtures.places import let_others_pass

LOOK = """
id -u; id -G
cat {secret} 2>&1; ls {folder} 2>&1
for each in /usr {programs}; do touch $each/planted 2>&1; done
for each in {product} /root /home; do ls $each 2>&1; done
"""
CALL = "import socket; socket.create_connection(('127.0.0.1', {port}), 2)"


@pytest.fixture
def programs() -> Path:
    return binaries(18)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A job's folder that all may pass to, in which another's cluster is."""
    let_others_pass(tmp_path)
    work = tmp_path / "works" / "job"
    work.mkdir(parents=True)
    work.parent.chmod(0o711)
    return work


@pytest.fixture
def live_port() -> Iterator[int]:
    """A port with a listener on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def run_in(walls: Sandbox, script: str) -> str:
    """With another program than PostgreSQL's, as code in a database could begin one."""
    line = walls.command(None, "postgres")
    done = subprocess.run(
        [*line[:-1], "/bin/sh", "-c", script],
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


@pytest.mark.root
@pytest.mark.parametrize("sort", [Bubblewrap, Jail])
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
    assert lines[:2] == [str(PROBE.uid), str(PROBE.gid)]
    refused = ("No such file", "Read-only", "Permission denied", "cannot")
    for line in lines[2:]:
        assert any(word in line for word in refused), line
    assert len(lines) == 2 + 2 + 2 + 3


@pytest.mark.root
@pytest.mark.parametrize("sort", [Bubblewrap, Jail])
def test_behind_walls_there_is_no_network(
    sort: type[Sandbox], programs: Path, live_port: int
) -> None:
    call = f'python3 -c "{CALL.format(port=live_port)}" || echo none'
    assert "none" in run_in(level_of(sort, programs), call)
    with_network = subprocess.run(["sh", "-c", call], capture_output=True, check=False)
    assert b"none" not in with_network.stdout


def level_of(sort: type[Sandbox], programs: Path) -> Sandbox:
    walls = next((w for w in possible(programs, PROBE) if isinstance(w, sort)), None)
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
        data = work.parent / "other" / "cluster-1" / "data"
        data.mkdir(parents=True)
        os.chown(data, FIRST + 1, FIRST + 1)
        monkeypatch.setattr(accounts, "LAST", FIRST + 2)
        for _ in range(20):
            assert accounts.account_of_its_own(work) == Account(FIRST + 2, FIRST + 2)

    def test_one_with_a_name_is_not_that_of_the_clusters(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account = accounts.account_with_name()
        monkeypatch.setattr(accounts, "owners", lambda: iter([account.uid]))
        assert accounts.account_with_name() != account
        monkeypatch.setattr(accounts, "NAMED", ())
        with pytest.raises(NoSandboxError, match="Install bubblewrap"):
            accounts.account_with_name()
