"""The two ends of a session: thirty minutes without a request, twelve hours in any case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

STARTED, SEEN = "started_at", "seen_at"
SEEN_STEP = timedelta(seconds=60)  # one write a minute at most, so that reading pages does not lock SQLite


def connect() -> None:
    """Joins Django's own login signal."""
    user_logged_in.connect(start, dispatch_uid="annulus.sessions.start")


def start(*, request: HttpRequest, **_: Any) -> None:
    """Notes when the session began."""
    request.session[STARTED] = request.session[SEEN] = timezone.now().isoformat()


class SessionLimits:
    """Ends a session after twelve hours; moves its idle end while it is used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = request.session.get(STARTED)
        if started:
            now = timezone.now()
            if now - datetime.fromisoformat(started) > timedelta(seconds=settings.SESSION_ABSOLUTE_AGE):
                logout(request)
            elif now - datetime.fromisoformat(request.session[SEEN]) > SEEN_STEP:
                request.session[SEEN] = now.isoformat()
        return self.get_response(request)
