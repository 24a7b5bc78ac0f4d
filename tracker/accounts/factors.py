"""Second factors: who has one, and who must."""

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from tracker.models import User

Type = Authenticator.Type
# Recovery codes help those who lost one of these, and are none by themselves.
STRONG = (Type.TOTP, Type.WEBAUTHN)


def second_factor_of(users: Iterable[User]) -> set[UUID]:
    """The ids of those users who have an authenticator app or a passkey."""
    mine = Authenticator.objects.filter(user__in=users, type__in=STRONG)
    return set(mine.values_list("user_id", flat=True))


def must_set_up_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who may come into the administration does not do so by a password alone."""
    if not settings.REQUIRE_SECOND_FACTOR or not isinstance(user, User):
        return False
    required = user.is_superuser or user.is_staff
    return required and not second_factor_of([user])
