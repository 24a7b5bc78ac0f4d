import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from tracker.commands import base


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(db, capsys, monkeypatch) -> Callable[..., Result]:
    """Run a command as the command line would, within the test's transaction."""
    monkeypatch.setattr(base.connections, "close_all", lambda: None)

    def run_it(name: str, *arguments: object) -> Result:
        command = load_command_class(get_commands()[name], name)
        capsys.readouterr()
        code = 0
        try:
            command.run_from_argv(["manage.py", name, *map(str, arguments)])
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run_it


def assert_refused(result: Result, *sentences: str) -> None:
    assert result.code == 1
    assert result.out == ""
    assert "Traceback" not in result.err
    for sentence in sentences:
        assert sentence in result.err
    assert len(result.err.strip().splitlines()) <= max(1, len(sentences))
