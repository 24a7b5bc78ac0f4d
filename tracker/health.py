from typing import Any


def ready() -> list[Any]:
    return []
