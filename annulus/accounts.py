"""How staff come in: accounts are given by a centre, nobody signs up, nobody elsewhere can lock a colleague out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from registry import access
from registry.models import User


class StaffAccounts(DefaultAccountAdapter):
    """Closes the sign-up; counts wrong passwords by name and address together."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counted by name alone, anyone could lock a nurse out by typing her name with wrong passwords.

        Behind the address of her own hospital somebody still can, for five minutes and for that one name.
        """
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


class StaffBackend(AuthenticationBackend):
    """Loads a person together with the roles at the centres, in one query."""

    def get_user(self, user_id: int) -> User | None:
        """The active user, with `memberships` filled."""
        user = access.user_with_staff(user_id)
        return user if user and self.user_can_authenticate(user) else None
