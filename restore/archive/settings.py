"""What pg_restore runs from the table of contents whatever is chosen of it."""

import re
from dataclasses import dataclass

from files.errors import Refused

from .encodings import codec
from .entry import Entry
from .reading import damaged

_ENCODING = re.compile(r"SET client_encoding = '([A-Za-z0-9_]{1,20})';\s*")
_STRINGS = re.compile(r"SET standard_conforming_strings = '(on|off)';\s*")
_SEARCH_PATH = re.compile(
    r"SELECT pg_catalog\.set_config\('search_path', '', false\);\s*"
)


@dataclass
class Settings:
    encoding: str = "UTF8"
    has_search_path: bool = False


def read_setting(settings: Settings, entry: Entry) -> bool:
    """Whether the entry is one of these; each must say what pg_dump writes."""
    form = _FORMS.get(entry.desc)
    if form is None:
        return False
    found = form.fullmatch(entry.definition)
    if not found or entry.has_data:
        raise damaged(f"its setting {entry.desc} is not one that pg_dump writes")
    if entry.desc == "ENCODING":
        codec(found[1])
        settings.encoding = found[1].upper()
    elif entry.desc == "SEARCHPATH":
        settings.has_search_path = True
    elif found[1] == "off":
        raise Refused(
            "old_strings",
            "The dump writes its texts in the old way (standard_conforming_strings "
            "off): make it again with that setting on.",
        )
    return True


_FORMS = {
    "ENCODING": _ENCODING,
    "STDSTRINGS": _STRINGS,
    "SEARCHPATH": _SEARCH_PATH,
}
