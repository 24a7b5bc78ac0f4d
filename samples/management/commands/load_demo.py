import sys
import time
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from customers.models import Customer
from embedded import EmbeddedError
from embedded.places import make_directory
from phases.models import MigrationData, Phase, PhaseForecast
from projects.models import Project
from restore.models import Restore
from samples.demo import people
from samples.demo.customers import CUSTOMERS, NAMES
from samples.demo.restoring import (
    NotRestoredError,
    fail_once,
    missing_samples,
    restore_samples,
)
from samples.demo.storing import store_customers
from tracker.commands import TrackerCommand, plural
from tracker.history import because
from tracker.management.commands.up import first_administrator

LOGINS = "demo-passwords"


class Command(TrackerCommand):
    help = (
        "Load invented customers with two years of history, a user of each role, and "
        "samples restored by the real restore. Loading the demo again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anyway",
            action="store_true",
            help="load it even if there are real customers or external databases",
        )

    def run(self, *, anyway: bool, **options: Any) -> None:
        began = time.monotonic()
        missing = not_loaded()
        new: dict[str, str] = {}
        if missing or missing_samples():
            if not anyway:
                refuse_beside_real_data()
            new = self.load(missing)
        self.report(new, time.monotonic() - began)

    def load(self, missing: list[str]) -> dict[str, str]:
        today = timezone.localdate()
        new = people.logins(settings.VAR_DIR / LOGINS)
        if missing:
            store_customers(today=today, author=people.operator(), tell=self.show_step)
        people.let_the_viewer_see()
        folder = settings.VAR_DIR / "demo"
        try:
            make_directory(folder, 0o700)
            with because("A sample of the demo."):  # done by a worker: this process
                restore_samples(
                    today=today, folder=folder, tell=self.show_step, stderr=self.stderr
                )
                fail_once(folder=folder, stderr=self.stderr)
        except (EmbeddedError, NotRestoredError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"{error.filename or folder}: {error.strerror}."
            ) from error
        except psycopg.Error as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(
                f"The samples could not be created: {reason}."
            ) from error
        return new

    def show_step(self, what: str) -> None:
        if sys.stderr.isatty():
            self.note(f"{what} …")

    def report(self, new: dict[str, str], seconds: float) -> None:
        counts = counted()
        parts = [plural(count, noun) for noun, count in counts.items()]
        text = f"The demo is loaded: {', '.join(parts[:-1])} and {parts[-1]}."
        if new:
            text += f"\nLog in as one of these (kept in {settings.VAR_DIR / LOGINS}):\n"
            text += "\n".join(f"  {name}  {word}" for name, word in new.items())
        if settings.EMBEDDED:
            text += f"\n{first_administrator(settings.VAR_DIR / 'admin-password')}"
        data = {f"{noun}s": count for noun, count in counts.items()}
        self.answer({**data, "users": new, "seconds": round(seconds, 1)}, text)


def not_loaded() -> list[str]:
    """Names of customers that still have to be stored: all of them, or none."""
    names = [customer.name for customer in CUSTOMERS]
    existing = Customer.objects.filter(name__in=names).values_list("name", flat=True)
    missing = sorted({*names} - {*existing})
    if missing and existing:
        raise CommandError(
            f"Only some of the demo's customers exist: {missing[0]} is missing. "
            "Load the demo into an empty tracker."
        )
    return missing


def refuse_beside_real_data() -> None:
    if not settings.EMBEDDED:
        raise CommandError(
            "This tracker uses an external database, so it may hold real data. Add "
            "--anyway to load the demo here."
        )
    if real := Customer.objects.exclude(name__in=NAMES).first():
        raise CommandError(
            f"This tracker already has customers, such as {real}. Load the demo "
            "elsewhere (set TRACKER_VAR to another folder), or add --anyway."
        )


def counted() -> dict[str, int]:
    mine = {"customer__name__in": NAMES}
    phases = Phase.objects.filter(project__customer__name__in=NAMES)
    return {
        "customer": Customer.objects.filter(name__in=NAMES).count(),
        "project": Project.objects.filter(**mine).count(),
        "phase": phases.count(),
        "measurement": MigrationData.objects.filter(phase__in=phases).count(),
        "forecast": PhaseForecast.objects.filter(phase__in=phases).count(),
        "restore": Restore.objects.filter(**mine).count(),
    }
