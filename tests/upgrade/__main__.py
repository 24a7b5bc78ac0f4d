"""Makes the dump of this version: see tests/upgrade/__init__.py."""

import os
import tomllib
from pathlib import Path

import django

HERE = Path(__file__).resolve().parent


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    import embedded
    from tests.fixtures.database import own_database
    from tests.upgrade.demo import fill
    from tests.upgrade.dump import dump

    project = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text())
    file = HERE / f"{project['project']['version']}.sql.gz"
    with embedded.services(), own_database():
        fill()
        dump(file)
    print(f"{file.name}: {file.stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
