"""The numbers of a centre, to read: each with its unit and where it comes from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.fields import unit_words
from surveillance.pages import frame, words
from surveillance.policy import DEFAULT, describe
from surveillance.review import policy_of

CAPITALS = {"tte": "TTE", "toe": "TOE", "ct": "CT", "cmr": "CMR", "sd": "SD"}


def read(request: HttpRequest) -> HttpResponse:
    """The policy that counts now at the chosen centre, or at the first."""
    centre = frame.centres_of(request)[0]
    policy = policy_of(centre, timezone.now())
    defaults = {row["name"]: row["value"] for row in describe(DEFAULT)}
    rows: list[tuple[Any, ...]] = [
        (name_of(str(row["name"])), shown(row["value"]), unit_words(str(row["unit"])), row["origin"],
         shown(defaults[row["name"]]) if row["value"] != defaults[row["name"]] else "")
        for row in describe(policy)
    ]  # fmt: skip
    context = {
        "centre_name": centre.name,
        "version": words.UNSIGNED
        if not policy.signed
        else _("version %s, signed by a cardiologist of the centre") % policy.version,
        "signed": policy.signed,
        "rows": rows,
        "centre_chips": [chip for chip in frame.centre_chips(request) if chip[1] != "?"],
    }
    return frame.page(request, "policy.html", context, here="policy")


def name_of(name: str) -> str:
    """A number's name as words."""
    return " ".join(CAPITALS.get(word, word) for word in name.split("_"))


def shown(value: object) -> str:
    """A number without needless digits."""
    return f"{value:g}" if isinstance(value, float | int) else str(value)
