"""What is drawn by Python rather than by templates: hostile text stays text."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import Context, Template
from django.test.html import parse_html
from django.utils import timezone

HOSTILE = "\"><script>alert('1')</script>&amp;"
CHOICES = [
    ("", "Any"),
    ("1", HOSTILE),
    (HOSTILE, "two"),
    (HOSTILE, [("3", "three"), ("4", HOSTILE)]),
]


class Some(forms.Form):
    one = forms.ChoiceField(choices=CHOICES, required=False)
    more = forms.MultipleChoiceField(
        choices=CHOICES,
        widget=forms.SelectMultiple(attrs={"data-x": HOSTILE, "disabled": True}),
    )


class DjangosOwn(Some):
    default_renderer = TemplatesSetting()


@pytest.mark.parametrize(
    "data",
    [
        None,
        {"one": "1", "more": ["3", "1"]},
        {"one": HOSTILE, "more": []},
        {"one": "?"},
    ],
)
@pytest.mark.parametrize("name", ["one", "more"])
def test_a_choice_is_written_as_django_writes_it(data, name):
    ours, theirs = Some(data)[name], DjangosOwn(data)[name]

    assert parse_html(str(ours)) == parse_html(str(theirs))


def shown(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_hostile_text_stays_text():
    for text in ("{% badge label=x %}", "{% badge tone=x label=x icon=x %}"):
        assert "<script" not in shown(text, x=HOSTILE)
    assert "<script" not in shown("{% icon x %}", x=HOSTILE)


def test_a_badge_has_the_icon_of_its_tone_or_one_of_its_own():
    assert "#neutral" in shown("{% badge label='Gone' %}")
    assert "#warning" in shown("{% badge tone='warning' label='Late' %}")
    assert "#pause" in shown("{% badge tone='warning' label='Paused' icon='pause' %}")


def test_what_is_not_there_is_said():
    assert "–" in shown("{% day x %}", x=None)
    assert "–" in shown("{% day nowhere %}")
    assert "–" in shown("{% moment x %}", x=None)


def test_a_day_is_short_and_exact_on_hover():
    assert shown("{% day x %}", x=date(2026, 1, 9)) == (
        '<time datetime="2026-01-09" title="Friday, 9 January 2026">9 Jan 2026</time>'
    )


def test_a_moment_is_in_the_zone_of_its_reader():
    moment = datetime(2026, 1, 9, 23, 30, 15, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert shown("{% moment x %}", x=moment) == (
            '<time datetime="2026-01-10T00:30:15+01:00" '
            'title="10 January 2026, 00:30:15 CET">10 Jan 2026, 00:30</time>'
        )
