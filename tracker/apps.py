from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

# What each room brings for others to find: what can be done in a job, what must be
# well, what it counts, what it shows on pages of lower rooms, and what is found in it.
BROUGHT = ("tasks", "health", "gauges", "panels", "finders")


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = "Users and access"

    def ready(self) -> None:
        from tracker import checks  # noqa: F401
        from tracker.accounts.trail import listen

        listen()
        autodiscover_modules(*BROUGHT)
        post_migrate.connect(prepare_database, sender=self)


def prepare_database(*, using: str, **kwargs: object) -> None:
    """After every migrate: what the application role and the roles of people may."""
    from tracker.access import grant_roles
    from tracker.owner import grant_application_role

    grant_application_role(role=settings.APPLICATION_ROLE, alias=using)
    grant_roles(using=using)
