"""How staff come in: accounts are given by a centre, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from registry import access
from registry.models import User


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """Loads a person together with the roles at the centres, in one query."""

    def get_user(self, user_id: int) -> User | None:
        """The active user, with `memberships` filled."""
        user = access.user_with_staff(user_id)
        return user if user and self.user_can_authenticate(user) else None
