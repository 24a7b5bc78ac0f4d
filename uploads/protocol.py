"""tus 1.0: what its headers say. Pure: no Django, no files.

https://tus.io/protocols/resumable-upload, with the extensions creation, checksum,
expiration and termination.
"""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from files.visible import visible_name

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
ALGORITHMS = ("sha256", "sha1")
CONTENT_TYPE = "application/offset+octet-stream"
LARGEST = 2**63 - 1  # that the database's column holds
LONGEST_NAME = 255
NAMELESS = "without a name"


class Problem(Exception):  # noqa: N818
    """Why a request is not done: a status of HTTP and one sentence."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = {key.replace("_", "-"): value for key, value in headers.items()}


@dataclass(frozen=True)
class Checksum:
    algorithm: str
    expected: bytes

    def new(self) -> Any:
        return hashlib.new(self.algorithm, usedforsecurity=False)


def whole_number(headers: Mapping[str, str], name: str) -> int:
    text = headers.get(name, "")
    if not re.fullmatch(r"[0-9]{1,19}", text) or int(text) > LARGEST:
        raise Problem(400, f"{name} must be a whole number of bytes.")
    return int(text)


def length(headers: Mapping[str, str]) -> int:
    if "Upload-Defer-Length" in headers:
        raise Problem(400, "The length of the file must be known from the start.")
    return whole_number(headers, "Upload-Length")


def checksum(headers: Mapping[str, str]) -> Checksum | None:
    if (text := headers.get("Upload-Checksum")) is None:
        return None
    algorithm, _, encoded = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Problem(400, f"Upload-Checksum must be one of: {', '.join(ALGORITHMS)}.")
    expected = decoded(encoded)
    if expected is None or len(expected) != hashlib.new(algorithm).digest_size:
        raise Problem(400, f"Upload-Checksum is not a {algorithm} checksum in base64.")
    return Checksum(algorithm, expected)


def metadata(headers: Mapping[str, str]) -> dict[str, str]:
    """`key base64,key base64,flag`; anything but UTF-8 is read as well as it can be."""
    values: dict[str, str] = {}
    for pair in filter(None, map(str.strip, split(headers.get("Upload-Metadata", "")))):
        key, _, encoded = pair.partition(" ")
        value = decoded(encoded)
        if value is None or key in values or not re.fullmatch(r"[!-+\--~]+", key):
            raise Problem(
                400, "Upload-Metadata must be pairs of a key and a value in base64."
            )
        values[key] = value.decode("utf-8", "replace")
    return values


def split(text: str) -> list[str]:
    return text.split(",")


def decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None


def clean_name(text: str) -> str:
    """A name from a client, as text to be shown: never a path, never markup."""
    return last_part(text)[:LONGEST_NAME].strip() or NAMELESS


def last_part(text: str) -> str:
    """Of a path, however long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", text))[-1]
    return visible_name(last).strip()


def sha256(text: str) -> str:
    """Of the whole file, as a client may declare it."""
    if text and not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise Problem(400, "The SHA-256 of the file must be 64 hexadecimal digits.")
    return text.lower()


def date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
