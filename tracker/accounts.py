from typing import Any

import pghistory
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from tracker.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators."""
        return False

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Whoever came in, by whichever factors, is in the history."""
        with pghistory.context(user=str(user.pk), door="web"):
            pghistory.create_event(user, label="login")
        return super().post_login(request, user, **more)
