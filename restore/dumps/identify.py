"""What a backup file is, by its bytes; made ready in the work folder."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from files.errors import Refused
from files.types import Tick
from files.wrappers import CHUNK, HEAD, Limits, Meter, Stream, recognise
from files.wrappers.explore import Explorer, Payload
from files.wrappers.names import shown
from files.wrappers.way import follow
from restore.archive.dates import date_in_head, date_in_name
from restore.archive.header import read_header
from restore.types import Format, Identified, Note

FORMATS = {
    "archive": Format.CUSTOM,
    "toc": Format.DIRECTORY,
    "plain": Format.PLAIN,
    "data directory": Format.DATA_DIRECTORY,
}
KEPT_WRAPPED = ("plain", "data directory")
SHOWN = 5


def identify(
    path: Path, *, work: Path, limits: Limits, tick: Tick, name: str | None = None
) -> Identified:
    """Read the file once, to its end; its own name is only used to find a date."""
    if not path.is_file():
        raise Refused("not_a_file", "This is not a file. Pack a folder with tar first.")
    name = name or path.name
    meter = Meter(limits, tick)
    explorer = Explorer(work, meter)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        if recognise(file.read(HEAD)).kind == "zip":
            meter.passes = 2
            _hash(file, digest.update, meter)
            explorer.look_into_zip(file, name)
        else:
            file.seek(0)
            stream = Stream(_pieces(file, digest.update, meter))
            explorer.look(stream, name)
            stream.drain()
    payload = _only(explorer)
    return _identified(payload, explorer, path, name, digest.hexdigest())


def open_plain(identified: Identified) -> BinaryIO:
    """A plain dump from its beginning, unwrapped as it is read; for `with`."""
    return BufferedReader(follow(identified.path, identified.way), CHUNK)


def _pieces(
    file: BinaryIO, update: Callable[[bytes], None], meter: Meter
) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        update(piece)
        meter.read(len(piece))
        yield piece


def _hash(file: BinaryIO, update: Callable[[bytes], None], meter: Meter) -> None:
    """A zip is read from its end, so its checksum needs a separate pass."""
    file.seek(0)
    for _ in _pieces(file, update, meter):
        pass


def _only(explorer: Explorer) -> Payload:
    if not explorer.payloads:
        raise _why_nothing(explorer)
    (payload,) = explorer.payloads
    if explorer.links and payload.kind != "data directory":
        raise explorer.links[0]
    return payload


def _why_nothing(explorer: Explorer) -> Refused:
    """Links first, as they explain most; then what is nearest to a backup."""
    if explorer.links:
        return explorer.links[0]
    for refused in explorer.refusals:
        if refused.code != "not_a_backup" or len(explorer.refusals) == 1:
            return refused
    if not explorer.refusals:
        return Refused("empty", "This archive is empty. Pack the backup again.")
    names = ", ".join(f"“{shown(name)}”" for name in explorer.beside[:SHOWN])
    more = ", …" if len(explorer.beside) > SHOWN else ""
    return Refused(
        "not_a_backup",
        f"This archive contains no PostgreSQL backup, only {names}{more}.",
    )


def _identified(
    payload: Payload, explorer: Explorer, path: Path, name: str, digest: str
) -> Identified:
    inner = [member for _, member in payload.way if member]
    return Identified(
        format=FORMATS[payload.kind],
        wrappers=tuple(kind for kind, _ in payload.way),
        name=payload.name,
        path=payload.path or path,
        size=payload.size,
        sha256=digest,
        original_size=explorer.meter.consumed,
        dated=date_in_name(name, *inner) or _date_inside(payload),
        notes=tuple(_notes(payload, explorer)),
        way=payload.way[payload.start :] if payload.kind in KEPT_WRAPPED else (),
        version=_version(payload) if payload.kind == "data directory" else "",
    )


def _version(payload: Payload) -> str:
    return payload.head.decode("ascii", "replace")


def _date_inside(payload: Payload) -> date | None:
    if payload.kind == "plain":
        return date_in_head(payload.head)
    if payload.kind in ("archive", "toc"):
        return read_header(payload.head).created
    return None


def _notes(payload: Payload, explorer: Explorer) -> Iterator[Note]:
    if payload.kind == "data directory":
        return
    inside = payload.kind != "plain" and read_header(payload.head).compression == "gzip"
    if not inside and not explorer.checked:
        yield Note(
            "unchecked",
            "This file contains no checksum, so damaged bytes can't be detected.",
        )
    if explorer.beside:
        names = ", ".join(shown(name, 40) for name in explorer.beside[:SHOWN])
        more = ", …" if len(explorer.beside) > SHOWN else ""
        yield Note(
            "files_beside", f"Other files in this archive are ignored: {names}{more}."
        )
