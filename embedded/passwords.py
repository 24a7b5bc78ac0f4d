"""Random secrets of this clone, made once and kept in `secrets.json`."""

import json
import os
import secrets
import tempfile
from pathlib import Path

from embedded.errors import EmbeddedError
from embedded.locks import locked

NAMES = (
    "instance",
    "secret_key",
    "postgres",
    "tracker_owner",
    "tracker_app",
    "landing_admin",
    "valkey",
)


def passwords(var: Path) -> dict[str, str]:
    kept = _read(var / "secrets.json")
    if kept.keys() >= set(NAMES):
        return kept
    with locked(var / "run" / "secrets.lock"):
        kept = _read(var / "secrets.json")  # another process may have been faster
        missing = [name for name in NAMES if name not in kept]
        kept |= {name: secrets.token_urlsafe(48) for name in missing}
        if missing:
            write_private(var / "secrets.json", json.dumps(kept, indent=1) + "\n")
    return kept


def _read(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except PermissionError:
        raise EmbeddedError(
            f"{path} belongs to another user. Work in this clone as that user."
        ) from None
    except ValueError:
        raise EmbeddedError(
            f"{path} is damaged. Restore it from a copy, or delete {path.parent} "
            "to start afresh."
        ) from None
    return {str(name): str(value) for name, value in kept.items()}


def write_private(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file that appears whole or not at all, for our eyes only."""
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            os.fchmod(descriptor, mode)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
