"""The names of members, which are text by a stranger."""

from files.errors import Refused

LONGEST = 4096
_JUNK = {".ds_store", "thumbs.db", "desktop.ini", ".spotlight-v100", ".trashes"}


def normal(name: str, depth: int) -> str:
    """The name without dots and doubled slashes, if it stays inside."""
    if len(name) > LONGEST:
        raise Refused("unsafe_name", "This archive holds a name of enormous length.")
    path = name.replace("\\", "/")
    if path.startswith("/") or path[1:3] == ":/" or "\0" in path:
        raise _unsafe(name)
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise _unsafe(name)
    if len(parts) > depth:
        raise Refused(
            "too_deep", f"This archive nests folders more than {depth} levels deep."
        )
    return "/".join(parts)


def is_junk(name: str) -> bool:
    """What file managers leave beside a file."""
    parts = name.split("/")
    return (
        "__MACOSX" in parts
        or parts[-1].startswith("._")
        or any(part.lower() in _JUNK for part in parts)
    )


def shown(name: str, most: int = 80) -> str:
    """A name fit for a sentence."""
    clean = "".join(c if c.isprintable() else "�" for c in name)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def _unsafe(name: str) -> Refused:
    return Refused(
        "unsafe_name",
        f"This archive wants to write outside of its folder (“{shown(name)}”): "
        "it is not a backup made by pg_dump or tar of one folder.",
    )
