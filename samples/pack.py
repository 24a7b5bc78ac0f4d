"""A catalogue as backup files, packed as their names say."""

import contextlib
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import wrap
from .catalogue import Catalogue
from .load import create_database, load
from .outname import OutName, understand
from .server import Server, server

COMPRESSED = "--compress=gzip:1"  # the default method, at its quickest
BASE, LIVE, STOPPED = "basebackup.tar", "live.datadir.tar", "datadir.tar"
# After this the log is needed, although no row is another one.
SINCE_CHECKPOINT = (
    "CHECKPOINT",
    "SET synchronous_commit = on",
    "CREATE TABLE public.since_the_checkpoint ()",
    "DROP TABLE public.since_the_checkpoint",
)
STYLES = {"dump": ("custom", COMPRESSED), "sql": ("plain",), "tar": ("tar",)}


def pack(catalogue: Catalogue, out: Path, *, major: int = 18) -> None:
    pack_all(catalogue, [out], major=major)


def pack_all(catalogue: Catalogue, outs: Sequence[Path], *, major: int = 18) -> None:
    """All these files of one catalogue, for the price of one load."""
    wanted: dict[str, list[tuple[Path, OutName]]] = defaultdict(list)
    for out in outs:
        wanted[understand(out).format].append((out, understand(out)))
    kinds = sorted(wanted, key=lambda kind: kind == STOPPED)  # stops the server
    with server(major, logged=BASE in wanted) as running:
        with running.connect("postgres") as connection:
            database = create_database(catalogue, connection)
        with running.connect(database) as connection:
            load(catalogue, connection)
        for kind in kinds:
            backup = _make(running, kind, database)
            for out, name in wanted[kind]:
                _wrap(running, backup, out, name)
            backup.unlink()


def _make(running: Server, kind: str, database: str) -> Path:
    backup = running.scratch / "backup"
    if kind in (STOPPED, LIVE):
        _leave(running, kind, database)
        wrap.to_tar(running.data, backup, "")
    elif kind in FOLDERS:
        folder = running.scratch / database
        FOLDERS[kind](running, folder, database)
        wrap.to_tar(folder, backup, database if kind == "dir.tar" else "")
        shutil.rmtree(folder)
    else:
        style, *options = STYLES[kind]
        _dump(running, style, backup, database, *options)
    return backup


def _leave(running: Server, kind: str, database: str) -> None:
    """In the state in which its data directory is to be copied."""
    with running.connect(database) as connection:
        for statement in SINCE_CHECKPOINT if kind == LIVE else ("CHECKPOINT",):
            connection.execute(statement)
    if kind == STOPPED:
        running.stop()


def _dump_folder(running: Server, to: Path, database: str) -> None:
    _dump(running, "directory", to, database, COMPRESSED, "--jobs=2")


def _base_backup(running: Server, to: Path, database: str) -> None:
    options = ("--format=tar", "--gzip", "--compress=1", "--checkpoint=fast")
    running.call("pg_basebackup", f"--pgdata={to}", *options)


FOLDERS = {"dir.tar": _dump_folder, BASE: _base_backup}


def _dump(running: Server, style: str, to: Path, database: str, *options: str) -> None:
    running.call("pg_dump", f"--format={style}", f"--file={to}", *options, database)


def _wrap(running: Server, backup: Path, out: Path, name: OutName) -> None:
    """One layer after the other; OUT appears when it is whole."""
    current, inner = backup, f"{name.stem}.{name.format}"
    with _draft(out) as draft:
        for number, wrapper in enumerate(name.wrappers, start=1):
            last = number == len(name.wrappers)
            layer = draft if last else running.scratch / f"layer{number}"
            wrap.WRAP[wrapper](current, layer, inner)
            if current != backup:
                current.unlink()
            current, inner = layer, f"{inner}.{wrapper}"
        if not name.wrappers:
            shutil.copyfile(backup, draft)


@contextlib.contextmanager
def _draft(out: Path) -> Iterator[Path]:
    draft = out.with_name(f".{out.name[:100]}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
