"""Log-in by token for machines: kept as a digest, never more than its owner, never a session."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from api.models import ApiToken
from registry import access
from registry.models import Centre, User

if TYPE_CHECKING:
    from rest_framework.views import APIView  # it imports this module

LIFE_DAYS = 90
PREFIX = "annulus_"  # so that a leaked token is recognised for what it is
SEEN_STEP = timedelta(minutes=1)  # one write a minute at most


def issue(
    user: User, *, name: str, days: int, now: datetime, read_only: bool = False, centres: Iterable[Centre] = ()
) -> tuple[ApiToken, str]:
    """A new token of `user`, and its text, which nobody can read again."""
    if not 1 <= days <= LIFE_DAYS:
        said = ngettext(
            "A token lives 1 to %(most)d day, not %(days)d.",
            "A token lives 1 to %(most)d days, not %(days)d.",
            LIFE_DAYS,
        )
        raise ValidationError({"days": said % {"most": LIFE_DAYS, "days": days}})
    who = user.get_username()
    if not user.is_active:
        raise ValidationError({"user": _("%(user)s is not active.") % {"user": who}})
    mine = {staff.centre_id for staff in access.staff_of(user)}
    foreign = sorted(centre.code for centre in centres if centre.pk not in mine)
    if foreign:
        said = _("%(user)s has no role at %(centres)s.")
        raise ValidationError({"centre": said % {"user": who, "centres": ", ".join(foreign)}})
    if ApiToken.objects.filter(user=user, name=name, revoked_at=None, expires_at__gt=now).exists():
        said = _("%(user)s has a token “%(name)s”: revoke it or choose another name.")
        raise ValidationError({"name": said % {"user": who, "name": name}})
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user=user, name=name, digest=digest_of(text), centres=[str(centre.pk) for centre in centres],
        read_only=read_only, created_at=now, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    token.full_clean()
    token.save(force_insert=True)
    return token, text


def digest_of(text: str) -> str:
    """What is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(text.encode()).hexdigest()


def find(text: str, *, now: datetime) -> ApiToken | None:
    """The token that counts at `now`, its owner's roles narrowed to its centres."""
    token = ApiToken.objects.filter(digest=digest_of(text), revoked_at=None, expires_at__gt=now).first()
    user = access.user_with_staff(token.user_id) if token else None
    if token is None or user is None or not user.is_active or now > token.created_at + timedelta(days=LIFE_DAYS):
        return None
    roles = access.staff_of(user)
    if token.centres:
        roles = [staff for staff in roles if str(staff.centre_id) in token.centres]
    user.memberships = roles
    token.user = user
    return token


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token …`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The owner; nobody when no token is sent."""
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "token":
            return None
        now = timezone.now()
        token = find(text.strip(), now=now)
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, has expired or was revoked."))
        if token.last_used_at is None or now - token.last_used_at > SEEN_STEP:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Token"


class TokenAllows(BasePermission):
    """A read-only token reads."""

    message = gettext_lazy("This token may only read.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the token allows the method; what its owner may do is decided by `access`."""
        token = request.auth
        return not (isinstance(token, ApiToken) and token.read_only and request.method not in SAFE_METHODS)
