"""tar (ustar, pax, GNU), read in one pass. Nothing is ever extracted by name."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from files.errors import Refused, damaged, joined, truncated
from files.wrappers.limits import Meter
from files.wrappers.members import Member
from files.wrappers.names import duplicate, normal, shown
from files.wrappers.streams import CHUNK, Stream

BLOCK = 512
LONGEST_EXTRA = 1024 * 1024
REGULAR, DIRECTORIES = b"0\x007", b"5D"
DEVICES = {
    ord("3"): "a device",
    ord("4"): "a device",
    ord("6"): "a pipe",
    ord("S"): "a sparse file",
    ord("M"): "a part of a multi-volume archive",
}


@dataclass
class _Extra:
    """Values from extended headers, for the member that follows."""

    name: str | None = None
    size: int | None = None


@dataclass
class _Seen:
    files: set[int] = field(default_factory=set)
    folders: set[int] = field(default_factory=set)


def is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar" and _checksum_fits(head[:BLOCK])


def untar(source: Stream, meter: Meter) -> Iterator[Member]:
    """Regular files and links; read each before asking for the next."""
    extra, seen = _Extra(), _Seen()
    while (header := _header(source)) is not None:
        kind = header[156]
        size = extra.size if extra.size is not None else _number(header[124:136])
        if kind in b"xgLKV":
            _extend(extra, kind, _text(source, _number(header[124:136])))
            continue
        name = normal(extra.name or _name(header), meter.limits.max_depth)
        extra = _Extra()
        meter.member()
        _check_kind(kind, name)
        is_link = kind in b"12"
        if kind in DIRECTORIES or (
            header[156:157] == b"\0" and _name(header)[-1:] == "/"
        ):
            _check_twice(seen, name, folder=True)
            _pass_over(source, size + -size % BLOCK)
            continue
        _check_twice(seen, name, folder=False)
        stream = Stream(_contents(source, 0 if is_link else size))
        yield Member(name, 0 if is_link else size, stream, is_link)
        stream.drain()
        _pass_over(source, -size % BLOCK if not is_link else 0)
    _check_end(source)


def _check_kind(kind: int, name: str) -> None:
    if kind in DEVICES or kind not in b"12" + REGULAR + DIRECTORIES:
        special = DEVICES.get(kind, "an entry of unknown type")
        raise Refused(
            "special_file",
            f"This archive contains {special} (“{shown(name)}”). Pack ordinary files "
            "only.",
        )


def _header(source: Stream) -> bytes | None:
    header = source.exactly(BLOCK)
    if len(header) < BLOCK:
        raise _truncated()
    if not header.strip(b"\0"):
        return None
    if not _checksum_fits(header):
        raise damaged("This tar archive", "invalid header")
    return header


def _checksum_fits(header: bytes) -> bool:
    try:
        written = int(header[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return written == sum(header[:148]) + sum(header[156:]) + 8 * 32


def _number(digits: bytes) -> int:
    """Octal, or GNU's binary form for more than 8 GiB."""
    if digits[0] == 0x80:
        number = int.from_bytes(digits[1:], "big")
    else:
        try:
            number = int(digits.strip(b" \0") or b"0", 8)
        except ValueError:
            number = -1
    if not 0 <= number < 2**62:
        raise damaged("This tar archive", "invalid size")
    return number


def _name(header: bytes) -> str:
    name = header[:100].split(b"\0")[0]
    prefix = header[345:500].split(b"\0")[0]
    if prefix and header[257:263] == b"ustar\0":
        name = prefix + b"/" + name
    return name.decode("utf-8", "replace")


def _text(source: Stream, size: int) -> bytes:
    if size > LONGEST_EXTRA:
        raise Refused(
            "too_large",
            "This tar archive contains a header that is far too long. Pack it again.",
        )
    text = source.exactly(size)
    _pass_over(source, -size % BLOCK)
    if len(text) < size:
        raise _truncated()
    return text


def _extend(extra: _Extra, kind: int, text: bytes) -> None:
    if kind == ord("L"):
        extra.name = text.split(b"\0")[0].decode("utf-8", "replace")
    elif kind in b"xg":
        records = dict(_pax(text))
        if any(key.startswith("GNU.sparse") for key in records):
            raise Refused(
                "special_file",
                "This archive contains a sparse file. Pack it again without --sparse.",
            )
        if kind == ord("g"):
            if records.keys() & {"path", "size", "linkpath"}:
                raise damaged("This tar archive", "one name or size for all files")
            return
        extra.name = records.get("path", extra.name)
        if "size" in records:
            if not records["size"].isdecimal() or len(records["size"]) > 18:
                raise damaged("This tar archive", "invalid size")
            extra.size = int(records["size"])


def _pax(text: bytes) -> Iterator[tuple[str, str]]:
    """Records like "27 path=folder/file\\n"."""
    at = 0
    while at < len(text):
        digits = text[at : at + 10].split(b" ")[0]
        length = int(digits) if digits.isdigit() else 0
        record = text[at + len(digits) + 1 : at + length]
        key, equals, value = record.partition(b"=")
        if not equals or not value.endswith(b"\n") or at + length > len(text):
            raise damaged("This tar archive", "invalid pax header")
        yield key.decode("utf-8", "replace"), value[:-1].decode("utf-8", "replace")
        at += length


def _contents(source: Stream, size: int) -> Iterator[bytes]:
    while size:
        piece = source.read(min(size, CHUNK))
        if not piece:
            raise _truncated()
        size -= len(piece)
        yield piece


def _pass_over(source: Stream, size: int) -> None:
    for _ in _contents(source, size):
        pass


def _check_twice(seen: _Seen, name: str, *, folder: bool) -> None:
    """Hashes of names are enough, and they are small."""
    key = hash(name)
    if key in seen.files or (key in seen.folders and not folder):
        raise duplicate(name)
    (seen.folders if folder else seen.files).add(key)


def _check_end(source: Stream) -> None:
    """Only zeros may follow the first block of zeros."""
    while piece := source.read(CHUNK):
        if piece.strip(b"\0"):
            raise joined("tar archive")


def _truncated() -> Refused:
    return truncated("This tar archive")
