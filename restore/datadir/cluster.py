"""A data directory prepared for opening: unpacked, recovered, cleaned."""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from customers.appliances import Appliance
from embedded.errors import NoSandboxError
from embedded.sandbox.levels import ACCOUNT, sandbox_for
from files.errors import Refused
from restore.tools import Tools
from restore.types import Consistency, Identified

from . import settings
from .box import HOUR, Box
from .complaints import NO_DATABASE
from .control import Control, read_control, segment_of_label
from .members import members_of
from .names import LABEL
from .unpack import Unpacked, disk_full, unpack
from .versions import major_of, programs

CONFIGURATION = "server.conf"
SIGNAL = "recovery.signal"
QUICK = 600.0  # seconds
# Not due to the files.
FINAL = ("disk_full", "too_slow", "too_much", "collation", "interrupted")
# Databases from which shared tables can be reached; the first always exists.
HOMES = ("template1", "postgres", *(appliance.prefix for appliance in Appliance))
MOST_DATABASES = 100
NAME = re.compile(r'\t 1: datname = "([^"\n]*)"\t\(typeid = 19,')
# Names that no program takes for an option or a connection string.
PLAIN = re.compile(r"\w[\w .$-]{0,62}")
LIST = "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn"
# What would act by itself, or on each connection. Without conditions, as an operator
# may be the backup's own.
SHARED = (
    "DELETE FROM pg_catalog.pg_db_role_setting",
    "DELETE FROM pg_catalog.pg_subscription",
)
IN_EACH = ("DELETE FROM pg_catalog.pg_event_trigger",)


@dataclass
class Cluster:
    box: Box
    major: int
    role: str
    unpacked: Unpacked
    consistency: Consistency = Consistency.CONSISTENT
    control: Control = field(init=False)
    databases: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def sandboxed(self) -> bool:
        return self.box.sandbox.is_one

    def options(self) -> list[str]:
        place = self.box.inside
        return ["-D", str(place / "data"), "-c", f"config_file={place / CONFIGURATION}"]

    def configure(self, more: Mapping[str, str]) -> None:
        self.settings.update(more)
        text = settings.configuration(
            self.major, self.box.inside, self.box.sandbox.socket(), self.settings
        )
        write_file(self.box, CONFIGURATION, text)


def open_cluster(identified: Identified, tools: Tools) -> Cluster:
    major = major_of(identified.version)
    if identified.size > tools.limit:
        raise disk_full(tools.limit)
    place = programs(major, tools)
    folder = Path(tempfile.mkdtemp(prefix="cluster-", dir=tools.work))
    try:
        sandbox = sandbox_for(place, tools.work, required=tools.sandbox_required)
    except NoSandboxError as error:
        raise Refused(error.code, error.sentence) from error
    box = Box(folder, sandbox, tools)
    unpacked = unpack(
        members_of(identified),
        box.data,
        str(major),
        limit=tools.limit,
        tick=tools.tick,
    )
    cluster = Cluster(box, major, f"tracker_{secrets.token_hex(8)}", unpacked)
    furnish(cluster)
    prepare_data(cluster)
    return cluster


def furnish(cluster: Cluster) -> None:
    """Write the files that the server needs; only its data belongs to the account.

    So no program in there can replace the other files.
    """
    box, account = cluster.box, cluster.box.account
    if account.is_another:
        box.folder.chmod(0o711)
    box.locales.mkdir(0o755)
    box.locales.chmod(0o755)
    line = f"postgres:x:{account.uid}:{account.gid}::{box.inside}:/bin/false\n"
    write_file(box, ACCOUNT, line)
    write_file(box, "pg_hba.conf", "local all all trust\n")
    write_file(box, "pg_ident.conf", "")
    for parent, folders, files in os.walk(box.data):
        for name in (*folders, *files):
            account.own(Path(parent, name))
    account.own(box.data)


def write_file(box: Box, name: str, text: str) -> None:
    path = box.folder / name
    path.unlink(missing_ok=True)
    with path.open("x") as file:
        file.write(text)
    path.chmod(0o644)


# To a state in which it can be opened -------------------------------------------------


def prepare_data(cluster: Cluster) -> None:
    box = cluster.box
    data = str(box.inside / "data")
    output = box.ask("pg_controldata", data, seconds=QUICK)
    cluster.control = read_control(output)
    cluster.configure({"max_prepared_transactions": str(cluster.control.prepared)})
    label = read_label(box)
    if cluster.control.was_shut_down and label is None:
        forget_log(cluster)  # not needed, and perhaps not in the backup
    else:
        replay_log(cluster, label)
    clean_each(cluster)


def read_label(box: Box) -> bytes | None:
    try:
        return (box.data / LABEL).read_bytes()
    except FileNotFoundError:
        return None


def replay_log(cluster: Cluster, label: bytes | None) -> None:
    """For a copy of a running server, whose log holds the latest changes."""
    control, box = cluster.control, cluster.box
    segment = control.segment if label is None else segment_of_label(label)
    reason = "A segment is missing."
    if segment and (box.data / "pg_wal" / segment).is_file():
        if label is not None or control.is_of_a_standby:
            write_file(box, f"data/{SIGNAL}", "")
            box.account.own(box.data / SIGNAL)
            cluster.configure(settings.RECOVERING)
        try:
            cluster.databases = clean(cluster)
        except Refused as refused:
            if refused.code in FINAL:
                raise
            reason = refused.sentence
        else:
            cluster.consistency = Consistency.RECOVERED
            return
    box.tools.log(f"The write-ahead log could not be used. {reason}")
    cluster.consistency = Consistency.APPROXIMATE
    cluster.configure(settings.APPROXIMATE)
    for name in (LABEL, SIGNAL, "postmaster.pid"):
        (box.data / name).unlink(missing_ok=True)
    forget_log(cluster)


def forget_log(cluster: Cluster) -> None:
    box = cluster.box
    box.ask("pg_resetwal", "-f", str(box.inside / "data"), seconds=QUICK)
    cluster.databases = clean(cluster)


# What would run by itself -------------------------------------------------------------


def clean(cluster: Cluster) -> list[str]:
    """In single-user mode, where nothing acts by itself; the names of the databases."""
    role = f"CREATE ROLE {cluster.role} SUPERUSER LOGIN"
    for home in HOMES:
        try:
            output = single_user(cluster, home, (*SHARED, role, LIST))
        except Refused as refused:
            if home == HOMES[-1] or refused.code != NO_DATABASE:
                raise
        else:
            return NAME.findall(output)
    raise AssertionError


def clean_each(cluster: Cluster) -> None:
    """A database that can't be opened is skipped, as it could not be restored."""
    names = [name for name in cluster.databases if PLAIN.fullmatch(name)]
    cluster.databases = []
    for name in names[:MOST_DATABASES]:
        try:
            single_user(cluster, name, IN_EACH)
        except Refused as refused:
            if refused.code in FINAL:
                raise
            cluster.box.tools.log(f"Database {name}: {refused.sentence}")
        else:
            cluster.databases.append(name)


def single_user(cluster: Cluster, database: str, statements: Sequence[str]) -> str:
    return cluster.box.ask(
        "postgres",
        *("--single", *cluster.options(), "-c", "exit_on_error=on", database),
        feed=[f"{statement}\n".encode() for statement in statements],
        seconds=HOUR,
    )
