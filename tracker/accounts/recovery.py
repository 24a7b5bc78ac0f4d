"""For those who lost their second factors, recovery codes included."""

import pghistory
from allauth.mfa.models import Authenticator
from django.db import transaction

from tracker.accounts.trail import named
from tracker.history import because
from tracker.models import User


@transaction.atomic
def remove_factors(user: User) -> list[str]:
    """All of them; their names, without recovery codes."""
    factors = Authenticator.objects.filter(user=user)
    names = sorted(filter(None, map(named, factors)))
    factors.delete()
    if names:
        with because(f"{', '.join(names)} of {user}"):
            pghistory.create_event(user, label="factor_removed")
    return names
