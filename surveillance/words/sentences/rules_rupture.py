"""What the rules of form, mobility and rupture say: M1, M4, R1, R2."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "m1.title": _("Mobile part"),
    "m1.evidence": _(
        "published: review §2; mobility 22 % with against 11 % without stroke in MAC (Kim 2020); urgency: ours"
    ),
    "m1.advice": _("Consider TOE within days; discuss in the Heart Team."),
    "m1.mobile": _("Mobile part{parts}, {how} on {since}{emboli}."),
    "m1.parts": _(" ({parts:, })"),
    "m1.strand": _("strand"),
    "m1.mass": _("mass"),
    "m1.emboli": _(", with {events:; }"),
    "m1.event": _("{event:lower} on {when}"),
    "m1.first_exam": _("first exam that shows it"),
    "m1.last_exam": _("last exam that shows it"),
    "m1.absent_exam": _("last exam before that read absent"),
    "m1.none": _("none"),
    "m1.may_be_old": _("First recorded: no earlier exam able to show it read absent, so it may be old."),
    "m1.seen_once": _("Seen in one exam only ({modality})."),
    "m4.title": _("Form worsened"),
    "m4.evidence": _("published: review §4, §5 and Table 2; the urgency: our default, no published cut-off"),
    "m4.advice": _("Consider confirming by TOE, then CMR or CT, and the CCMA plan."),
    "m4.ruptured_advice": _(
        "Consider urgent TOE and CT; discuss surgery in the Heart Team now (paper: rupture with fistula, "
        "pseudoaneurysm or leakage “needs surgical approach”; percutaneous treatment “can be ineffective or "
        "detrimental”)."
    ),
    "m4.worsened": _("Form worsened from {before} ({was_on}) to {now} ({is_on})."),
    "m4.resolved": _("resolved"),
    "m4.mac": _("MAC"),
    "m4.ccma": _("CCMA"),
    "m4.ruptured": _("ruptured CCMA"),
    "m4.form_before": _("form before"),
    "m4.form_now": _("form now"),
    "m4.no_cardiologist": _("Not read by a cardiologist."),
    "m4.core": _("Echo-lucent core, {how} on {since}, in a lesion read as MAC."),
    "m4.form_read": _("form read"),
    "m4.core_label": _("core"),
    "m4.details": _("{details:, }"),
    "m4.seen": _("seen"),
    "m4.areas": _("areas"),
    "m4.large_anechoic": _("large_anechoic"),
    "m4.excavated": _("excavated"),
    "r1.title": _("Rupture"),
    "r1.evidence": _("published: review §4 and Table 2, case reports; the urgency: our default, no published cut-off"),
    "r1.advice": _(
        "Consider urgent TOE and CT; discuss in the Heart Team. Anticoagulation does not treat caseous emboli: "
        "continue it for AF or other indications."
    ),
    "r1.rupture": _("{what}, {since}."),
    "r1.first_seen": _("first seen"),
    "r1.last_seen": _("last seen"),
    "r1.times_seen": _("times seen"),
    "r1.once": _("Seen once."),
    "r1.ends": _("It ends by a cardiologist's dated assessment or by surgery, never by absence on a later exam."),
    "r2.title": _("Fistula or pseudoaneurysm"),
    "r2.evidence": _("published: review §5, case reports; the urgency: our default, no published cut-off"),
    "r2.advice": _("Discuss surgery in the Heart Team now (paper: “needs surgical approach”); consider TOE and CT."),
}
