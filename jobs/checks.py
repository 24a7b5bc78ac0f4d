"""Failpoints are for tests: anywhere else they stop the start."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def failpoints(**options: Any) -> list[CheckMessage]:
    if settings.FAILPOINTS_ALLOWED and not settings.EMBEDDED:
        return [
            Error(
                "FAILPOINTS_ALLOWED lets anybody who sets FAILPOINT hurt the product.",
                hint="It is for the settings of the tests only.",
                id="tracker.E006",
            )
        ]
    if os.environ.get("FAILPOINT") and not settings.FAILPOINTS_ALLOWED:
        return [
            Error(
                "FAILPOINT is set, which is for tests only.",
                hint="Take it out of the environment.",
                id="tracker.E007",
            )
        ]
    return []
