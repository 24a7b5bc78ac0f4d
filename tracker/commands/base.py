"""Text for people, or with `--format json` exactly one JSON document on stdout.

What goes wrong is said in one sentence on stderr, with exit code 1 and nothing on
stdout.
"""

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pghistory
import psycopg
from django.core.checks import Tags
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    handle_default_options,
)
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connections

from files.visible import visible
from tracker.commands.values import masked
from tracker.services import sentences


class TrackerCommand(BaseCommand):
    """A command that ends with `answer()`, or with CommandError.

    Subclasses write `run(**options)`. Checks of the code itself are left to `up`,
    `migrate` and `check`: they import all pages, a fifth of what a command takes.
    """

    requires_system_checks: list[str] = [Tags.security]
    command_line = ""
    formats: tuple[str, ...] = ("text", "json")
    option_names: dict[str, str]
    format: str

    def run(self, **options: Any) -> None:
        raise NotImplementedError

    def create_parser(
        self, prog_name: str, subcommand: str, **kwargs: Any
    ) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument(
            "--format",
            choices=self.formats,
            default="text",
            help="text for people (default), json for scripts",
        )
        parser.error = refuse  # type: ignore[method-assign]
        self.command_line = self.command_line or subcommand
        self.option_names = {
            action.dest: action.option_strings[-1]
            if action.option_strings
            else str(action.metavar or action.dest)
            for action in parser._actions
        }
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Django's own, with its errors as sentences and no usage text among them."""
        self.command_line = masked(argv[1:])
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        with one_sentence(self, traceback="--traceback" in argv):
            options = self.create_parser(argv[0], argv[1]).parse_args(argv[2:])
            handle_default_options(options)
            values = vars(options)
            self.execute(*values.pop("args", ()), **values)

    def handle(self, *args: Any, **options: Any) -> None:
        self.format = options["format"]
        self.check_text(options)
        try:
            with pghistory.context(command=self.command_line, door="command"):
                self.run(**options)
        except ValidationError as refused:
            raise CommandError(self.problems(refused)) from refused
        except DatabaseError as error:
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(f"The tracker's database reported: {reason}") from error
        except psycopg.Error as error:
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(f"The database server reported: {reason}") from error

    def check_text(self, options: dict[str, Any]) -> None:
        """Bytes that are no UTF-8 reach us from the shell as lone surrogates."""
        for name, value in options.items():
            for text in value if isinstance(value, list | tuple) else [value]:
                if isinstance(text, str) and re.search("[\0\ud800-\udfff]", text):
                    option = self.option_names.get(name, name)
                    raise CommandError(f"{option}: this is not valid UTF-8 text.")

    def problems(self, refused: ValidationError) -> str:
        """Every problem on a line, beside the option that it is about."""
        return "\n".join(sentences(refused, self.option_names.get))

    def answer(self, data: Any, text: str) -> None:
        """The one thing on stdout; the command fails when it can't be written."""
        if self.format == "json":
            text = json.dumps(data, cls=DjangoJSONEncoder, indent=2)
        elif self.format == "text":
            text = visible(text)
        self.put(lambda: self.stdout.write(text))

    def put(self, write: Callable[[], object]) -> None:
        try:
            write()
            self.stdout.flush()
        except BrokenPipeError:  # the reader had enough, as in `| head`
            silence_stdout()
            sys.exit(1)
        except OSError as error:
            silence_stdout()
            reason = error.strerror
            raise CommandError(f"The output can't be written: {reason}.") from error

    def note(self, text: str) -> None:
        """A remark on stderr beside the answer."""
        self.stderr.write(visible(text))


def refuse(message: str) -> NoReturn:
    """What argparse complains of, without its usage text and its exit code 2."""
    sentence = message.removeprefix("argument ")
    raise CommandError(sentence if "--" in sentence[:2] else capitalized(sentence))


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


@contextmanager
def one_sentence(command: BaseCommand, *, traceback: bool) -> Iterator[None]:
    try:
        yield
    except (CommandError, ImproperlyConfigured) as error:
        if traceback:
            raise
        command.stderr.write(visible(str(error)))
        sys.exit(getattr(error, "returncode", 1))
    finally:
        connections.close_all()


def silence_stdout() -> None:
    """Nothing more can be written, not even what Python holds back until its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())  # type: ignore[union-attr]
