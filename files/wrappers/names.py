"""The names of members, which a stranger wrote."""

from files.errors import Refused
from files.visible import printable

LONGEST = 4096
_JUNK = {".ds_store", "thumbs.db", "desktop.ini", ".spotlight-v100", ".trashes"}


def normal(name: str, depth: int) -> str:
    """The name without dots and doubled slashes, if it stays inside."""
    if len(name) > LONGEST:
        raise Refused(
            "unsafe_name",
            f"This archive contains a name of more than {LONGEST:,} characters. Pack "
            "it again with shorter names.",
        )
    path = name.replace("\\", "/")
    if path.startswith("/") or path[1:3] == ":/" or "\0" in path:
        raise _unsafe(name)
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise _unsafe(name)
    if len(parts) > depth:
        raise Refused(
            "too_deep",
            f"This archive nests folders more than {depth} levels deep. Pack it again "
            "with fewer.",
        )
    return "/".join(parts)


def is_junk(name: str) -> bool:
    """Files that file managers leave beside others."""
    parts = name.split("/")
    return (
        "__MACOSX" in parts
        or parts[-1].startswith("._")
        or any(part.lower() in _JUNK for part in parts)
    )


def shown(name: str, most: int = 80) -> str:
    """A name fit for a sentence."""
    clean = printable(name)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def _unsafe(name: str) -> Refused:
    return Refused(
        "unsafe_name",
        f"This archive contains a name that leads outside its folder "
        f"(“{shown(name)}”). Pack one folder with tar.",
    )


def duplicate(name: str, container: str = "archive") -> Refused:
    return Refused(
        "duplicate_member",
        f"This {container} contains “{shown(name)}” more than once. Pack it again.",
    )
