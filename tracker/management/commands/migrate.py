from django.core.management.commands import migrate

from tracker.migrating import Executor
from tracker.owner import as_owner

migrate.MigrationExecutor = Executor  # which Django's command takes from its module


class Command(migrate.Command):
    """Django's own, run as the owner of the tables."""

    def handle(self, *args, **options):
        with as_owner(options["database"]):
            return super().handle(*args, **options)
