"""What the rules of infection say: bloodstream, vegetation or abscess, exposure (I1, I2, I3)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "i1.title": _("Bloodstream infection"),
    "i1.evidence": _("published: review §2 and Figure 2, case reports; the urgency: our default, no published cut-off"),
    "i1.advice": _("Consider cultures, TOE now and FDG-PET if available; discuss with the endocarditis team."),
    "i1.infection": _("{event}, {when}."),
    "i1.infection_with": _("{event} with {organism}, {when}."),
    "i1.organism": _("organism"),
    "i1.staphylococcus": _("Staphylococcus"),
    "i1.yes": _("yes"),
    "i1.not_recorded": _("not recorded"),
    "i1.not_of_the_lesion": _("An infection does not show that the lesion is involved."),
    "i2.title": _("Vegetation or abscess"),
    "i2.evidence": _(
        "published: review §2; embolic risk above 10 mm: ESC and AHA summaries (PMC7791243); the urgency: ours"
    ),
    "i2.advice": _("Consider the endocarditis pathway: cultures, TOE; discuss with the endocarditis team today."),
    "i2.seen": _("{finding}, {how} on {since}."),
    "i2.sized": _("{finding} of {size:g} mm, {how} on {since}."),
    "i2.large": _("{finding} of {size:g} mm, {how} on {since}, larger than {limit:g} mm: embolic risk."),
    "i2.first_exam": _("first exam that shows it"),
    "i2.last_exam": _("last exam that shows it"),
    "i2.largest": _("largest size"),
    "i2.not_measured": _("not measured"),
    "i2.risk_above": _("embolic risk above"),
    "i3.title": _("Exposure to infection"),
    "i3.evidence": _(
        "published: review §2, case reports; lines, the days and the urgency: our default, no published cut-off"
    ),
    "i3.advice": _(
        "Consider a low threshold for TOE with fever or raised CRP; discuss whether the line is still needed."
    ),
    "i3.event": _("{event}, {when}."),
    "i3.line": _("Central venous line, since when: {since}."),
    "i3.recent_for": _("recent for"),
    "i3.since": _("since"),
    "i3.not_recorded": _("not recorded"),
    "i3.not_of_the_lesion": _("An exposure is no infection of the lesion."),
}
