"""Static files are collected, which takes seconds, when they are others than before."""

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = "collected"


def collect_static() -> None:
    stamp, current = Path(settings.STATIC_ROOT) / STAMP, fingerprint()
    if stamp.exists() and stamp.read_text() == current:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(current)


def fingerprint() -> str:
    """Of the files, and of what packs them."""
    packer = settings.STORAGES["staticfiles"]["BACKEND"]
    made_by = f"{packer} {version('django')} {version('whitenoise')}"
    digest = hashlib.sha256(made_by.encode())
    for name, path in sorted(sources()):
        digest.update(f"\0{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))
