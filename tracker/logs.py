"""How logs are written; and addresses with a secret, as logs and the history may show
them."""

import re
from collections.abc import Mapping
from logging import LogRecord
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

SECRET = re.compile(r"(/link/|/reset/key/|/confirm-email/)[^/\s\"']+")


def without_secret(text: str) -> str:
    return SECRET.sub(r"\1…", text)


class LineFormatter(ProcessorFormatter):
    """Whoever logs an address: Django, structlog, a traceback."""

    def format(self, record: LogRecord) -> str:
        return without_secret(super().format(record))


def write_as_lines() -> None:
    """What structlog gets, goes through the loggers of the standard library."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def settings_for(level: str, levels: Mapping[str, str]) -> dict[str, Any]:
    """Django's LOGGING: one line each, on the console; with the levels of our rooms."""
    line = {
        "()": "tracker.logs.LineFormatter",
        "processor": structlog.processors.LogfmtRenderer(
            key_order=["timestamp", "level", "event"], drop_missing=True
        ),
        "foreign_pre_chain": [
            structlog.contextvars.merge_contextvars,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
        ],
    }
    console = {"class": "logging.StreamHandler", "formatter": "line"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {room: {"level": each} for room, each in levels.items()},
    }
