"""What the rules of the imaging protocol say: P1 to P6."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "imaging.title": _("Next imaging: {step}"),
    "imaging.alternative": _("alternative"),
    "imaging.evidence": _(
        "published: the step (review §4, expert opinion); the days: our default, no published cut-off"
    ),
    "imaging.tte": _("Consider a TTE."),
    "imaging.toe": _("Consider a TOE."),
    "imaging.cmr": _("Consider a CMR with long inversion time."),
    "imaging.ct": _("Consider a CT before and after contrast."),
    "imaging.pet": _("Consider FDG-PET; diffuse uptake can mask the annulus."),
    "imaging.next": _("Consider the next exam of the order; discuss in the Heart Team when none is left."),
    "imaging.exam": _("exam"),
    "imaging.none_left": _("none left"),
}
