"""The version of the product, which pyproject.toml names."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
