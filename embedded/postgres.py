"""One embedded PostgreSQL cluster: made, started, recovered, stopped."""

import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from embedded.binaries import binaries, check_floor, missing_library
from embedded.errors import EmbeddedError
from embedded.passwords import write_private
from embedded.places import Places, make_directory
from embedded.processes import (
    STEP,
    Ending,
    Started,
    accepts,
    end,
    end_all_within,
    launch,
    leader,
    run,
    working_in,
)

MAJOR = 18
PATIENCE = 900.0  # crash recovery of a landing cluster may have gigabytes to replay
SILENCE = 10.0
# Fast shutdown first: sessions end, everything is written, no recovery next time.
FAST: Ending = (
    (signal.SIGINT, 60),
    (signal.SIGQUIT, 10),
    (signal.SIGKILL, 10),
)
ABANDONED: Ending = ((signal.SIGQUIT, 2), (signal.SIGKILL, 10))
AS_IN_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # What a test empties is not taken for small when the next one fills it.
    "autovacuum": "off",
    # Each test connects dozens of times, which is to cost no thousands of hashes.
    "scram_iterations": "1",
}


@dataclass(frozen=True)
class Cluster:
    places: Places
    name: str
    settings: Mapping[str, str]
    memory: int | None = None  # bytes for each process, beside what they share

    @property
    def data(self) -> Path:
        return self.places.home / self.name

    @property
    def socket(self) -> Path:
        return self.places.sockets / self.name

    @property
    def log(self) -> Path:
        return self.places.logs / f"{self.name}.log"

    @property
    def configuration(self) -> Path:
        return self.places.home / "conf" / f"{self.name}.conf"


def postmaster(cluster: Cluster) -> int | None:
    return leader(working_in(cluster.data, "postgres"))


def cluster_runs(cluster: Cluster) -> bool:
    return accepts(cluster.socket / ".s.PGSQL.5432")


def connect(cluster: Cluster, dbname: str = "postgres") -> psycopg.Connection:
    """As superuser, which is for setting up and nothing else."""
    return psycopg.connect(
        host=str(cluster.socket),
        user="postgres",
        password=cluster.places.secrets["postgres"],
        dbname=dbname,
        autocommit=True,
        connect_timeout=5,
        application_name="tracker-embedded",
    )


def begin_cluster(cluster: Cluster) -> Started:
    """Start the server; it may still be busy recovering when this returns."""
    if not (cluster.data / "PG_VERSION").exists():
        _make(cluster)
    _check_version(cluster)
    _clear_remains(cluster)
    _configure(cluster)
    return launch(
        [
            binaries(MAJOR) / "postgres",
            "-D",
            cluster.data,
            "-c",
            f"config_file={cluster.configuration}",
        ],
        account=cluster.places.account,
        directory=cluster.data,
        log=cluster.log,
        memory=cluster.memory,
    )


def wait_for_cluster(cluster: Cluster, server: Started) -> None:
    start = time.monotonic()
    announced = False
    while not _accepted(cluster):
        waited = time.monotonic() - start
        if server.is_over:
            raise EmbeddedError(_why_not(cluster, server))
        if waited > PATIENCE:
            raise EmbeddedError(
                f"{_title(cluster)} accepts no connections. See {cluster.log}."
            )
        if waited > SILENCE and not announced:
            sys.stderr.write(f"{_title(cluster)} is recovering from a crash …\n")
            announced = True
        time.sleep(STEP)


def _accepted(cluster: Cluster) -> bool:
    try:
        with connect(cluster) as connection:
            check_floor(connection.info.server_version)
    except psycopg.OperationalError as error:
        if "password authentication" in str(error):
            raise EmbeddedError(_foreign(cluster)) from None
        return False
    return True


def stop_cluster(cluster: Cluster) -> None:
    if (head := postmaster(cluster)) is not None:
        end([head], FAST)
    end(working_in(cluster.data, "postgres"), ABANDONED)


def _title(cluster: Cluster) -> str:
    return f"PostgreSQL ({cluster.name})"


def _foreign(cluster: Cluster) -> str:
    return (
        f"The cluster in {cluster.data} does not accept the password in "
        f"{cluster.places.var / 'secrets.json'}. Restore that file from a copy, or "
        f"delete {cluster.data} to start afresh."
    )


def _check_version(cluster: Cluster) -> None:
    major = (cluster.data / "PG_VERSION").read_text().strip()
    if major != str(MAJOR):
        raise EmbeddedError(
            f"{cluster.data} was created by PostgreSQL {major}, but this version needs "
            f"{MAJOR}. Upgrade it with pg_upgrade, or delete it to start afresh."
        )


def _make(cluster: Cluster) -> None:
    """initdb beside the place and rename: a half-made cluster is never used."""
    home = cluster.places.home
    for remains in home.glob(f".{cluster.name}-*"):
        end_all_within(remains)
        shutil.rmtree(remains)
    draft = Path(tempfile.mkdtemp(prefix=f".{cluster.name}-", dir=home))
    cluster.places.account.own(draft)
    _initdb(cluster, draft)
    (draft / "data").rename(cluster.data)
    shutil.rmtree(draft)


def _initdb(cluster: Cluster, draft: Path) -> None:
    word = draft / "password"
    word.touch(mode=0o600)
    cluster.places.account.own(word)
    word.write_text(cluster.places.secrets["postgres"] + "\n")
    code, errors = run(
        [
            binaries(MAJOR) / "initdb",
            f"--pgdata={draft / 'data'}",
            f"--pwfile={word}",
            "--username=postgres",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            *(["--no-sync"] if cluster.places.fast else []),
        ],
        account=cluster.places.account,
        directory=draft,
    )
    if code:
        raise EmbeddedError(
            missing_library(errors)
            or f"{_title(cluster)} could not be set up: {_complaint(errors)}"
        )


def _clear_remains(cluster: Cluster) -> None:
    """After a crash: backends without a head, and files that name a dead server.

    PostgreSQL refuses to start when the number in its pid file lives again as some
    other process. We hold the start lock and know that none of ours is running.
    """
    end(working_in(cluster.data, "postgres"), ABANDONED)
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    make_directory(cluster.socket, 0o700)
    cluster.places.account.own(cluster.socket)
    for name in os.listdir(cluster.socket):
        (cluster.socket / name).unlink()


def _configure(cluster: Cluster) -> None:
    """Written at each start, and by us: the server's account only reads it."""
    conf = cluster.configuration.parent
    make_directory(conf, 0o711)
    access = conf / "pg_hba.conf"
    write_private(access, "local all all scram-sha-256\n", 0o644)
    settings = {
        "hba_file": str(access),
        "listen_addresses": "",
        "unix_socket_directories": _listed(str(cluster.socket)),
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%u@%d %a ",
        **cluster.settings,
        **(AS_IN_TESTS if cluster.places.fast else {}),
    }
    lines = [f"include {_quoted(str(cluster.data / 'postgresql.conf'))}"]
    lines += [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    write_private(cluster.configuration, "\n".join(lines) + "\n", 0o644)


def _listed(value: str) -> str:
    """As the only item of a list, so that a comma in it does not make two."""
    return '"' + value.replace('"', '""') + '"'


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _why_not(cluster: Cluster, server: Started) -> str:
    text = server.said()
    return missing_library(text) or (
        f"{_title(cluster)} did not start: {_complaint(text)} (more in {cluster.log})."
    )


def _complaint(text: str) -> str:
    """The last of the server's errors: what follows only says that it gives up."""
    errors = re.findall(r"(?:FATAL|PANIC|error|could not.*): +(.*)", text)
    lines = errors or text.split("\n") or ["no reason given"]
    return str(lines[-1]).strip().rstrip(".")
