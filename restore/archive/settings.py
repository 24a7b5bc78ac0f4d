"""The settings that pg_restore always runs, whichever entries are selected."""

import re
from dataclasses import dataclass

from restore.sql.encodings import codec
from restore.sql.refusals import old_strings

from .entry import Entry
from .reading import damaged_dump

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
    """Whether the entry is a setting; it must be exactly as pg_dump writes it."""
    form = _FORMS.get(entry.desc)
    if form is None:
        return False
    match = form.fullmatch(entry.definition)
    if not match or entry.has_data:
        raise damaged_dump(f"unexpected setting {entry.desc}")
    if entry.desc == "ENCODING":
        codec(match[1])
        settings.encoding = match[1].upper()
    elif entry.desc == "SEARCHPATH":
        settings.has_search_path = True
    elif match[1] == "off":
        raise old_strings()
    return True


_FORMS = {
    "ENCODING": _ENCODING,
    "STDSTRINGS": _STRINGS,
    "SEARCHPATH": _SEARCH_PATH,
}
