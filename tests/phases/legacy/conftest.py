"""Importing a file of the earlier tool, as the command does."""

import json
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from tests.phases.legacy.files import legacy


@pytest.fixture
def run(capsys, tmp_path):
    def ran(*arguments: str, file=None, extra: str = "", **tables) -> dict:
        path = file or tmp_path / "tracker.db"
        if not path.exists():
            legacy(path, extra, **tables)
        with suppress(CommandError):  # which says that rows were left out
            call_command("import_legacy", str(path), *arguments, "--format", "json")
        return json.loads(capsys.readouterr().out)

    return ran
