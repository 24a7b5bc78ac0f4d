from typing import Any

from django.core.management.base import CommandError, CommandParser

from tracker.accounts.recovery import remove_factors
from tracker.accounts.trail import account_of
from tracker.commands import TrackerCommand


class Command(TrackerCommand):
    help = "Remove the second factors of a user who lost all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USERNAME")

    def run(self, *, username: str, **options: Any) -> None:
        user = account_of(username)
        if user is None:
            raise CommandError(f"There is no user {username}.")
        removed = remove_factors(user)
        if not removed:
            raise CommandError(f"{user} has no second factor.")
        names = ", ".join(removed)
        record = {"username": user.username, "removed": removed}
        self.answer(record, f"Removed for {user}: {names}.")
