"""What a person sets for the own screen: theme and single-letter keys."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from registry import access
from surveillance.forms.preferences import PreferencesForm
from surveillance.pages import frame
from surveillance.pages.frame import REFUSED


def edit(request: HttpRequest) -> HttpResponse:
    """Theme and keys; and which roles this person has at which centre."""
    user: Any = request.user
    form = PreferencesForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Settings saved."))
        return redirect("surveillance:settings")
    roles = [(s.centre.name, frame.ROLES[s.role]) for s in access.staff_of(user)]
    status = REFUSED if form.errors else 200
    return frame.page(request, "settings.html", {"form": form, "roles": roles}, here="settings", status=status)
