from django.core.management.commands import flush

from tracker.owner import as_owner


class Command(flush.Command):
    """Django's own, run as the owner of the tables (the application can not)."""

    def handle(self, **options):
        with as_owner(options["database"]):
            return super().handle(**options)
