from django.core.management.commands import migrate

from tracker.owner import as_owner


class Command(migrate.Command):
    """Django's own, run as the owner of the tables."""

    def handle(self, *args, **options):
        with as_owner(options["database"]):
            return super().handle(*args, **options)
