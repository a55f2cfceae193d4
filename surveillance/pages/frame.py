"""The frame around every page: menu with counts, theme, and where to go back to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from registry import access
from registry.models import Centre, User
from registry.vocabulary import terms
from registry.wording import labels
from surveillance.lists import worklist

REFUSED = 422  # the status of a form that comes back with what was typed
EXPORT = "/export/"  # a page of api: addresses run one way, too
ROLES = labels(terms.ROLES)


def user_of(request: HttpRequest) -> User:
    """The person who asks: the log-in stands before every page of ours (login_required)."""
    return cast(User, request.user)


def centres_of(request: HttpRequest) -> list[Centre]:
    """The centres a page lists: all the user reads, or the one chosen with ?centre=."""
    every = access.centres_for(request.user, access.READ)
    if not every:
        raise PermissionDenied(_("Your role sees no patients. You may export pseudonymous data."))
    return worklist.scope(user_of(request), request.GET.get("centre", "")) or every


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, here: str = "", status: int = 200,
    counts: Mapping[str, int] | None = None,
) -> HttpResponse:  # fmt: skip
    """Render a page of ours inside the frame; `here` is the menu entry it belongs to."""
    every = access.centres_for(request.user, access.READ)
    if counts is None:
        counts = worklist.waiting(every) if every else {}
    user: Any = request.user
    roles = dict.fromkeys(ROLES[s.role] for s in access.staff_of(user))
    frame = {
        "nav": menu(request, counts, here),
        "theme": user.theme if user.theme != "auto" else "",
        "keys_off": not user.single_keys,
        "synthetic": any(centre.synthetic for centre in every),
        "centre": every[0].name if len(every) == 1 else "",
        "role": ", ".join(roles),
    }
    return render(request, template, frame | dict(context), status=status)


def menu(request: HttpRequest, counts: Mapping[str, int], here: str) -> list[tuple[str, str, bool, int]]:
    """The entries this person has: words, address, whether it is here, and how many wait."""
    user = request.user
    entries: list[tuple[str, str, str, int]] = []
    if access.centres_for(user, access.READ):
        entries += [
            (
                "worklist",
                _("Worklist"),
                reverse("surveillance:worklist") + "?view=overdue",
                counts.get("view_overdue", 0),
            ),
            ("alerts", _("Alerts"), reverse("surveillance:alerts"), counts.get("alerts", 0)),
            ("agenda", _("Heart Team"), reverse("surveillance:agenda"), 0),
            ("trajectories", _("Trajectories"), reverse("surveillance:trajectories"), 0),
            ("policy", _("Policy"), reverse("surveillance:policy"), 0),
        ]
    if access.centres_for(user, access.EXPORT):
        entries.append(("export", _("Export"), EXPORT, 0))
    entries.append(("settings", _("Settings"), reverse("surveillance:settings"), 0))
    return [(words, url, code == here, count) for code, words, url, count in entries]


def back_of(request: HttpRequest, default: str) -> str:
    """Where a deed was begun, if that is an address of ours; else `default`."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    own = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if own and asked.startswith("/") else default


def chips(request: HttpRequest, name: str, options: Sequence[tuple[str, str, int | None]], chosen: str) -> list[Any]:
    """The choices of one parameter as links that keep the other parameters: words, address, current, count."""
    found = []
    for code, words, count in options:
        query = request.GET.copy()
        query.pop("page", None)
        query[name] = code
        if not code:
            query.pop(name)
        found.append((words, f"?{query.urlencode()}", code == chosen, count))
    return found


def centre_chips(request: HttpRequest) -> list[Any]:
    """The switch between the centres of one person, empty for a person of one centre."""
    every = access.centres_for(request.user, access.READ)
    if len(every) < 2:
        return []
    options: list[tuple[str, str, int | None]] = [("", _("All centres"), None)]
    return chips(request, "centre", options + [(c.code, c.name, None) for c in every], request.GET.get("centre", ""))


def number_of(request: HttpRequest, name: str = "page") -> int:
    """A whole number of the address, 1 when it is none."""
    text = request.GET.get(name, "")
    return max(int(text), 1) if text.isdecimal() and len(text) < 7 else 1
