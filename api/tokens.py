"""Log-in by token for machines (stub: accepts no token yet)."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request


class TokenAuthentication(BaseAuthentication):
    """Knows no token."""

    def authenticate(self, request: Request) -> None:
        """Nobody."""
        return None
