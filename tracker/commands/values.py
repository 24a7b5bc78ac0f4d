"""Values of options, and the command line as the history keeps it."""

import re
import shlex
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from datetime import date

from django.utils.dateparse import parse_date

LONGEST_COMMAND = 1000
SECRET = re.compile(r"password|passwd|secret|token|key|dsn|url", re.IGNORECASE)
LOGIN_IN_ADDRESS = re.compile(r"(\w://[^/\s:@]*):[^/\s@]*@")


def date_option(text: str) -> date:
    try:
        parsed = parse_date(text)
    except ValueError:
        parsed = None
    if parsed is None:
        raise ArgumentTypeError(f"{text!r} is not a date. Write it as 2026-08-31.")
    return parsed


def choice_option(choices: Sequence[str]) -> Callable[[str], str]:
    def choice(text: str) -> str:
        if text not in choices:
            allowed = ", ".join(choices)
            raise ArgumentTypeError(f"{text!r} is not valid. Choose from: {allowed}.")
        return text

    return choice


def masked(arguments: Sequence[str]) -> str:
    """The command line without anything secret."""
    shown, hide = [], False
    for argument in arguments:
        name, equals, _ = argument.partition("=")
        secret = argument.startswith("-") and bool(SECRET.search(name))
        if hide and not argument.startswith("-"):
            argument = "…"
        elif secret and equals:
            argument = f"{name}=…"
        hide = secret and not equals
        shown.append(LOGIN_IN_ADDRESS.sub(r"\1:…@", argument))
    return shlex.join(shown)[:LONGEST_COMMAND]
