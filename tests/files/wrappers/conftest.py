from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from files.errors import Refused
from files.wrappers import Limits
from restore.dumps.identify import identify
from restore.types import Identified

LIMITS = Limits(max_output=1024**3)


@dataclass
class Try:
    folder: Path

    def __call__(self, content: bytes, name: str = "file", **limits: int) -> Identified:
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        path = self.folder / name
        path.write_bytes(content)
        return identify(path, work=work, limits=replace(LIMITS, **limits), tick=int)

    def code(self, content: bytes, **limits: int) -> str:
        """With which code it is refused."""
        with pytest.raises(Refused) as refused:
            self(content, **limits)
        assert refused.value.sentence.endswith(".")
        return refused.value.code

    @property
    def written(self) -> list[str]:
        """Everything that was written, wherever."""
        return sorted(
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != "file"
        )


@pytest.fixture
def look(tmp_path: Path) -> Try:
    return Try(tmp_path)


Look = Callable[..., Identified]
