"""manage.py token: gives, lists and revokes the keys of machines."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from api import tokens
from api.models import ApiToken
from registry.models import Centre, User


class Command(BaseCommand):
    help = (
        "Gives USER a token for the API and shows it once: `manage.py token USER --name NAME`. It never allows more "
        f"than the roles of its owner, lives at most {tokens.LIFE_DAYS} days and cannot be turned into a session."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The person, and what the token is for."""
        parser.add_argument("user", help="user name of the owner")
        deed = parser.add_mutually_exclusive_group(required=True)
        deed.add_argument("--name", help="what the token is for, such as “echo lab export”")
        deed.add_argument("--list", action="store_true", help="the owner's tokens, without the keys")
        deed.add_argument("--revoke", metavar="NAME", help="end the token of this name now")
        parser.add_argument("--days", type=int, default=30, help=f"days until it expires, 1 to {tokens.LIFE_DAYS}")
        parser.add_argument("--read-only", action="store_true", help="it may only read")
        parser.add_argument("--centre", action="append", default=[], metavar="CODE", help="only this centre (repeat)")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """One of three deeds."""
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user “{options['user']}”.")
        said: dict[str, Any] | list[dict[str, Any]]
        if options["list"]:
            said = [describe(token) for token in ApiToken.objects.filter(user=user)]
        elif options["revoke"]:
            said = self.revoke(user, options["revoke"])
        else:
            said = self.issue(user, options)
        self.stdout.write(json.dumps(said, indent=2) if options["json"] else plain(said))

    def issue(self, user: User, options: dict[str, Any]) -> dict[str, Any]:
        """A new token with its key."""
        centres = list(Centre.objects.filter(code__in=options["centre"]))
        if unknown := sorted(set(options["centre"]) - {centre.code for centre in centres}):
            raise CommandError(f"There is no centre {', '.join(unknown)}.")
        try:
            token, key = tokens.issue(
                user, name=options["name"], days=options["days"], read_only=options["read_only"], centres=centres,
                now=timezone.now(),
            )  # fmt: skip
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return {"token": key} | describe(token)

    def revoke(self, user: User, name: str) -> list[dict[str, Any]]:
        """Ends the live tokens of this name."""
        live = ApiToken.objects.filter(user=user, name=name, revoked_at=None)
        if not live:
            raise CommandError(f"{user.get_username()} has no token “{name}” that counts.")
        ended = list(live)
        live.update(revoked_at=timezone.now())
        return [describe(token) for token in ApiToken.objects.filter(pk__in=[token.pk for token in ended])]


def describe(token: ApiToken) -> dict[str, Any]:
    """A token without its key."""
    codes = list(Centre.objects.filter(pk__in=token.centres).values_list("code", flat=True))
    moments = ("created_at", "expires_at", "last_used_at", "revoked_at")
    said = {name: moment.isoformat() if (moment := getattr(token, name)) else None for name in moments}
    return {"name": token.name, "read_only": token.read_only, "centres": codes or "all of the owner's"} | said


def plain(said: dict[str, Any] | list[dict[str, Any]]) -> str:
    """For people; a key is named as shown once."""
    rows = [said] if isinstance(said, dict) else said
    blocks = ["\n".join(f"{name}: {value}" for name, value in row.items() if value is not None) for row in rows]
    note = "\n\nKeep the token now: it is not stored and cannot be shown again." if "token" in said else ""
    return "\n\n".join(blocks) + note
