"""What a page says after a deed: which alerts it raised, or that there is none."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveillance.engine.asking import is_live
from surveillance.models import Signal
from surveillance.review.reconcile import Changes
from surveillance.words import phrases


def tell(request: HttpRequest, done: str, changes: Changes | None) -> None:
    """Say that it is done and what follows from it; a live S4 says to telephone."""
    heard = [row for row in changes.rows if isinstance(row, Signal) and row.rule in changes.opened] if changes else []
    alerts = [signal for signal in heard if is_live(signal)]
    old = {f"{signal.rule} ({signal.severity})" for signal in heard if signal.historical}
    ids = sorted({signal.rule for signal in alerts})
    raised = ngettext("%(n)d alert raised: %(ids)s.", "%(n)d alerts raised: %(ids)s.", len(ids))
    said = [done]
    if ids:
        said.append(raised % {"n": len(ids), "ids": ", ".join(ids)})
    if old:
        told = _("Historical, so that no card and no message follows: %s. Tell the cardiologist.")
        said.append(told % ", ".join(sorted(old)))
    if not ids and not old:
        said.append(_("No alert."))
    if changes and changes.failed:
        said.append(_("A rule failed on this patient (%s); the others were applied.") % ", ".join(changes.failed))
    level = messages.WARNING if ids or old else messages.SUCCESS
    messages.add_message(request, level, " ".join(said))
    if any(signal.severity == "S4" for signal in alerts):
        messages.error(request, phrases.TELEPHONE)
