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
                "FAILPOINTS_ALLOWED lets anyone who sets FAILPOINT damage the product.",
                hint="Remove FAILPOINTS_ALLOWED. Only the test settings may use it.",
                id="tracker.E006",
            )
        ]
    if os.environ.get("FAILPOINT") and not settings.FAILPOINTS_ALLOWED:
        return [
            Error(
                "FAILPOINT is set, but is for tests only.",
                hint="Remove FAILPOINT from the environment.",
                id="tracker.E007",
            )
        ]
    return []
