"""Columns that the tables of several apps have."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.timezone import localtime

from tracker.templatetags.figures import count, size
from tracker.templatetags.small import badge, day, moment


class SelectColumn(tables.Column):
    """The box that ticks a row for a bulk action."""

    empty_values = ()

    def __init__(self) -> None:
        super().__init__(
            verbose_name="",
            orderable=False,
            exclude_from_export=True,
            attrs={"th": {"class": "select"}, "td": {"class": "select"}},
        )

    @property
    def header(self) -> str:
        return render_to_string("components/select_all.html")

    def render(self, record: Any) -> str:
        return format_html(
            '<input type="checkbox" name="row" value="{}" form="bulk" '
            'aria-label="Select {}">',
            record.pk,
            record,
        )


class BadgeColumn(tables.Column):
    """A state as a badge; `tones` maps values to tone and label."""

    def __init__(self, tones: dict[Any, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tones = tones

    def render(self, record: Any, bound_column: Any) -> str:
        tone, label = self.tones[getattr(record, bound_column.name)]
        return badge(tone, label)

    def value(self, record: Any, bound_column: Any) -> str:
        return self.tones[getattr(record, bound_column.name)][1]


ACTIVE = {True: ("ok", "Active"), False: ("neutral", "Inactive")}


class LinkColumn(tables.Column):
    """A name that leads to its page, cut off where it is long, and whole on hover.

    It draws the link itself: django-tables2 needs ten times as long for one.
    """

    def __init__(self, css: str = "above", **kwargs: Any) -> None:
        super().__init__(attrs={"td": {"class": css}}, **kwargs)

    def render(self, record: Any, value: Any) -> str:
        target = value if hasattr(value, "get_absolute_url") else record
        name = str(value)
        link = '<a href="{}" title="{}">{}</a>'
        return format_html(link, target.get_absolute_url(), name, name)

    def value(self, value: Any) -> str:
        return str(value)


class NameColumn(LinkColumn):
    """What a row is called, leading to its page."""

    def __init__(self) -> None:
        super().__init__("name", order_by="sort_name")


class NumberColumn(tables.Column):
    """However the page shows it, exports have the bare number."""

    def __init__(self, **kwargs: Any) -> None:
        css = {"class": "num"}
        super().__init__(attrs={"th": css, "td": css}, **kwargs)

    def value(self, value: Any) -> Any:
        return value


class CountColumn(NumberColumn):
    """With the thousands apart."""

    def render(self, value: int) -> str:
        return count(value)


class SizeColumn(NumberColumn):
    """Bytes, in a unit that fits on the page; exact on hover."""

    def render(self, value: int) -> str:
        return size(value)


class MomentColumn(tables.Column):
    """A time: short in the page, exact on hover and in exports."""

    def render(self, value: Any) -> str:
        return moment(value)

    def value(self, value: Any) -> str:
        return localtime(value).isoformat(timespec="seconds")


class DayColumn(tables.Column):
    """A date."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(attrs={"td": {"class": "nowrap"}}, **kwargs)

    def render(self, value: Any) -> str:
        return day(value)

    def value(self, value: Any) -> str:
        return value.isoformat()
