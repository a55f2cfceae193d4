"""What the rules of aggravating disease say: dialysis, laboratory, heart (C1, C2, C3)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "c1.title": _("Dialysis"),
    "c1.badge": _("Dialysis"),
    "c1.evidence": _("published: review §2 and §5; the interval of six months: our default, no published cut-off"),
    "c1.advice": _(
        "Consider calcium, phosphate, PTH and the calcium of the dialysate; discuss them with the nephrologist."
    ),
    "c1.since": _("On haemodialysis since {since}: exams every {months:g} months."),
    "c1.since_unknown": _("On haemodialysis, since when is not recorded: exams every {months:g} months."),
    "c1.interval": _("interval"),
    "c2.title": _("Calcium, phosphate or PTH out of range"),
    "c2.evidence": _("published: review §2, without a cut-off; the limits are the laboratory's own"),
    "c2.advice": _("Consider asking the nephrologist; discuss at the next visit."),
    "c2.above": _("{test} {value:g}{unit} on {when}, above the laboratory's {limit:g}."),
    "c2.below": _("{test} {value:g}{unit} on {when}, below the laboratory's {limit:g}."),
    "c2.value": _("value"),
    "c2.lower_limit": _("lower limit"),
    "c2.upper_limit": _("upper limit"),
    "c2.laboratory": _("the laboratory"),
    "c2.not_given": _("not given"),
    "c3.title": _("Aggravating disease"),
    "c3.evidence": _("published: review §2"),
    "c3.advice": _("Consider reviewing the interval; discuss at the next visit."),
    "c3.since": _("{disease}, since {since}."),
    "c3.since_unknown": _("{disease}, since when is not recorded."),
    "c3.severe_stenosis": _("Severe aortic stenosis"),
}
