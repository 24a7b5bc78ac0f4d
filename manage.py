#!/usr/bin/env python3
"""The command line. Embedded services run for as long as a command needs them."""

import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from types import FrameType

# These read and write files only; `up` looks after the services itself.
WITHOUT_SERVICES = {
    "",
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "startapp",
    "testserver",
    "up",
    "version",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python: use .venv/bin/python.")
    from django.core.exceptions import ImproperlyConfigured

    from embedded import EmbeddedError

    signal.signal(signal.SIGTERM, leave)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as under nohup
        signal.signal(signal.SIGHUP, leave)
    try:
        with services_for(sys.argv[1:]):
            if sys.argv[1:2] == ["version"]:
                version(sys.argv)
            else:
                execute_from_command_line(sys.argv)
    except (EmbeddedError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def version(arguments: list[str]) -> None:
    """Ours, where Django would answer with its own before it looks for a command."""
    import django
    from django.core.management import load_command_class

    django.setup()
    load_command_class("tracker", "version").run_from_argv(arguments)


def services_for(arguments: list[str]) -> AbstractContextManager[None]:
    from django.conf import settings

    import embedded

    if needs_services(arguments) and settings.EMBEDDED:
        return embedded.services()
    return nullcontext()


def needs_services(arguments: list[str]) -> bool:
    if {"-h", "--help", "--version"} & set(arguments):
        return False
    command = arguments[0] if arguments else ""
    return command not in WITHOUT_SERVICES


def leave(number: int, frame: FrameType | None) -> None:
    """Being asked to end unwinds us, so that the last one out stops the services."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
