"""What pages of other apps show of phases."""

from collections.abc import Iterable

from django import template

from phases.models import Phase
from phases.standing import with_progress

register = template.Library()


@register.inclusion_tag("phases/phase_table.html")
def phase_table(
    phases: Iterable[Phase], *, hierarchy: bool = False
) -> dict[str, object]:
    """A short table of phases with their progress, and their customer if asked."""
    return {"phases": with_progress(phases), "hierarchy": hierarchy}
