"""Where things are kept, and who may read them."""

import json
import os
import stat
from pathlib import Path

import pytest

from embedded.places import ELSEWHERE

from .conftest import User, living, python, use_once

pytestmark = pytest.mark.slow

URLS = "import json; import embedded; print(json.dumps(embedded.urls()))"


def urls(var: Path) -> dict[str, str]:
    return json.loads(python(var, URLS).stdout)


def test_asking_for_addresses_starts_nothing(new_var: Path) -> None:
    assert set(urls(new_var)) == {
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "LANDING_DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
    }
    assert living(new_var) == {}


def test_secrets_stay_the_same_and_private(new_var: Path) -> None:
    assert urls(new_var) == urls(new_var)
    assert stat.S_IMODE((new_var / "secrets.json").stat().st_mode) == 0o600


def test_two_vars_have_different_secrets(directory: Path) -> None:
    one, other = urls(directory / "one"), urls(directory / "other")
    assert one["SECRET_KEY"] != other["SECRET_KEY"]


def test_damaged_secrets_get_a_sentence(own_var: Path) -> None:
    (own_var / "secrets.json").write_text("{")

    code, errors = use_once(own_var)
    assert code == 1
    assert "secrets.json is damaged" in errors
    assert "Traceback" not in errors


def test_lost_secrets_get_a_sentence(own_var: Path) -> None:
    (own_var / "secrets.json").unlink()

    code, errors = use_once(own_var)
    assert code == 1
    assert "does not accept the password" in errors
    assert living(own_var) == {}


def test_a_long_path_puts_the_sockets_elsewhere(directory: Path) -> None:
    var = directory / ("long" * 25)

    assert use_once(var) == (0, "")
    assert str(var) not in urls(var)["DATABASE_URL"]


def test_odd_paths_work(directory: Path) -> None:
    assert use_once(directory / '100%, o\'clock für "x"') == (0, "")


@pytest.mark.root
def test_data_moves_where_the_account_can_reach_it(directory: Path) -> None:
    directory.chmod(0o700)
    var = directory / "var"
    user = User(var)
    assert user.is_ready()

    assert str(ELSEWHERE) in urls(var)["DATABASE_URL"]
    assert user.leave() == (0, "")
    assert not (var / "tracker").exists()
    assert use_once(var) == (0, "")
    assert living(var) == {}


@pytest.mark.root
def test_root_does_not_work_on_somebody_elses_data(own_var: Path) -> None:
    os.chown(own_var, 65534, 65534)

    code, errors = use_once(own_var)
    assert code == 1
    assert "belongs to another user" in errors
