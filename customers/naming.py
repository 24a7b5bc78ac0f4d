"""The database suffix of a customer: from any name to a safe identifier, once."""

import hashlib
import re
import unicodedata
from collections.abc import Container
from itertools import count

MAX_LENGTH = 40
HASH_LENGTH = 8
# Letters that Unicode does not decompose into an ASCII letter and a mark.
LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
    }
)


def sanitize(name: str) -> str:
    """Lower case ASCII letters and digits, any run of others one underscore."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(LETTERS)).lower()
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", ascii_only)[:MAX_LENGTH].strip("_")


def database_suffix(name: str, taken: Container[str]) -> str:
    """The sanitized name; with a hash of the name when that is taken or empty."""
    plain = sanitize(name)
    if plain and plain not in taken:
        return plain
    stem = (plain or "customer")[: MAX_LENGTH - HASH_LENGTH - 1].strip("_")
    for attempt in count():
        digest = hashlib.sha256(
            f"{name}\0{attempt}".encode(errors="surrogatepass")
        ).hexdigest()
        suffix = f"{stem}_{digest[:HASH_LENGTH]}"
        if suffix not in taken:
            return suffix
    raise AssertionError("unreachable")
