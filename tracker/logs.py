"""Addresses with a secret in them, as logs and the history may show them."""

import re
from logging import LogRecord

from structlog.stdlib import ProcessorFormatter

SECRET = re.compile(r"(/link/|/reset/key/|/confirm-email/)[^/\s\"']+")


def without_secret(text: str) -> str:
    return SECRET.sub(r"\1…", text)


class LineFormatter(ProcessorFormatter):
    """Whoever logs an address: Django, structlog, a traceback."""

    def format(self, record: LogRecord) -> str:
        return without_secret(super().format(record))
