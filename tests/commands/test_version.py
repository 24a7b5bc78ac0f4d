"""The version is named in one place, and every reader says the same."""

import json
import tomllib

from django.conf import settings
from django.core.management import call_command


def test_it_is_the_one_of_the_project(capsys):
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    call_command("version")
    assert capsys.readouterr().out.strip() == version
    call_command("version", "--format", "json")
    assert json.loads(capsys.readouterr().out) == {"version": version}
