from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateformat import format as written

from phases.attention.notices import Notice
from tracker.forms import DateField

DAY, DISMISSED = "day", "dismissed"
SPANS = (("1", "Until tomorrow"), ("7", "For a week"), ("30", "For a month"))
DAY_MISSING = "Choose the day on which it is shown again."


class SetAsideForm(forms.Form):
    """Which reasons, until when, and why; `until` is None for what is dismissed."""

    reasons = forms.MultipleChoiceField(
        label="Reasons", widget=forms.CheckboxSelectMultiple
    )
    span = forms.ChoiceField(label="How long", widget=forms.RadioSelect, initial="7")
    day = DateField(
        required=False, label="Shown again on", help_text="Only for a day you choose."
    )
    why = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example: the customer delivers new tapes on Monday.",
    )

    def __init__(self, *args: Any, notices: Sequence[Notice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()
        reasons: Any = self.fields["reasons"]
        reasons.choices = [(n.reason.value, f"{n.label}: {n.why}") for n in notices]
        opened = [notice.reason.value for notice in notices if not notice.aside]
        reasons.initial = opened or [notice.reason.value for notice in notices]
        span: Any = self.fields["span"]
        span.choices = [
            *((days, f"{label} ({self._day(int(days))})") for days, label in SPANS),
            (DAY, "Until a day I choose"),
            (DISMISSED, "Dismiss: until it happens again or gets worse"),
        ]

    def _day(self, days: int) -> str:
        return written(self.today + timedelta(days=days), "j M Y")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        span, day = values.pop("span", ""), values.pop("day", None)
        if span == DAY and day is None and "day" not in self.errors:
            self.add_error("day", DAY_MISSING)
        return {**values, "until": self._until(span, day)}

    def _until(self, span: str, day: date | None) -> date | None:
        if span == DAY:
            return day
        return self.today + timedelta(days=int(span)) if span.isdigit() else None
