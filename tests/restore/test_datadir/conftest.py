from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from files.errors import Refused
from files.wrappers import Limits
from restore.datadir.members import members_of
from restore.datadir.unpack import Unpacked, unpack
from restore.dumps.identify import identify

GIB = 1024**3
# Enough to be recognised as a data directory, but not for PostgreSQL.
SMALL = {
    "PG_VERSION": b"14\n",
    "global/pg_control": bytes(512),
    "global/1262": b"shared",
    "base/1/1259": b"catalogue",
    "base/1/PG_VERSION": b"14\n",
}


@dataclass
class Unpack:
    folder: Path
    unpacked: Unpacked | None = None

    def __call__(self, content: bytes, limit: int = GIB) -> dict[str, bytes]:
        """Identify and unpack; the files that were written."""
        work = self.folder / "work"
        work.mkdir()
        path = self.folder / "file"
        path.write_bytes(content)
        identified = identify(path, work=work, limits=Limits(GIB), tick=int)
        data = work / "data"
        self.unpacked = unpack(
            members_of(identified), data, identified.version, limit=limit, tick=int
        )
        return {
            str(path.relative_to(data)): path.read_bytes()
            for path in sorted(data.rglob("*"))
            if path.is_file()
        }

    def code(self, content: bytes, limit: int = GIB) -> str:
        with pytest.raises(Refused) as refused:
            self(content, limit)
        assert refused.value.sentence.endswith(".")
        return refused.value.code


@pytest.fixture
def unpacked(tmp_path: Path) -> Unpack:
    return Unpack(tmp_path)


Try = Callable[..., dict[str, bytes]]
