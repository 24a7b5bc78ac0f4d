"""Names that are hard to tell apart from others, or that say nothing."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse_lazy

ALIKE = 0.85  # of letters that two names share, in order
SHOWN = 3
LOOKED_THROUGH = 2000  # names
# A kind of thing, and perhaps its number.
SAYS_NOTHING = re.compile(
    r"(the |new |my |a )*(customer|project|phase|migration|test|copy|bucket|data|"
    r"new|untitled|unnamed|name|todo|tbd|misc|other|x+|n/?a)?[\W_]*[\d.]*[a-z]?",
    re.IGNORECASE,
)


def hint(name: str, others: Iterable[str], what: str) -> str:
    """What to think about before a new row gets this name; mostly nothing."""
    typed = " ".join(name.split())
    if len(typed) < 2:
        return ""
    if near := near_names(typed, others):
        verb = "exists" if len(near) == 1 else "exist"
        return f"Already {verb}: {', '.join(near)}. Is the new {what} another one?"
    if SAYS_NOTHING.fullmatch(typed):
        return f"This name says little about the {what}. Better name its content."
    return ""


def near_names(name: str, others: Iterable[str]) -> list[str]:
    """The same but for capitals and signs, the beginning of one, or nearly the same."""
    key = letters(name)
    scored = []
    for other in list(others)[:LOOKED_THROUGH]:
        # "NEWS: second copy" says what it is beside "NEWS".
        exact = ":" in name or ":" in other
        score = float(key == letters(other)) if exact else likeness(key, letters(other))
        if score >= ALIKE:
            scored.append((-score, other))
    return [other for _, other in sorted(scored)[:SHOWN]]


def likeness(one: Sequence[str], two: Sequence[str]) -> float:
    shorter, longer = sorted((one, two), key=len)
    if shorter and longer[: len(shorter)] == shorter:
        return 1.0  # AMC, AMC Networks
    if numbers(one) != numbers(two):
        return 0.0  # News 2019, News 2020
    return SequenceMatcher(None, " ".join(one), " ".join(two)).ratio()


def letters(name: str) -> list[str]:
    """Its words, blind to case and signs."""
    return re.findall(r"\w+", name.casefold().replace("_", " "))


def numbers(words: Sequence[str]) -> list[str]:
    return [word for word in words if any(letter.isdigit() for letter in word)]


def hint_while_typing(form: BaseForm, address: str, *, with_: str = "") -> None:
    """Beside the field `name`; `with_` is the field that says among which names."""
    field = form.fields["name"]
    field.hinted = True  # type: ignore[attr-defined]
    field.widget.attrs |= {
        "hx-get": reverse_lazy(address),
        "hx-trigger": "input changed delay:400ms",
        "hx-target": "#id_name_hint",
        **({"hx-include": f"#id_{with_}"} if with_ else {}),
    }


def answer(name: str, others: Iterable[str], what: str) -> HttpResponse:
    return HttpResponse(hint(name, others, what), content_type="text/plain")
