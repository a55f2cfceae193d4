"""What the rules of events say: embolism, atrial fibrillation, conduction block, heart failure (E1 to E4)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "e1.title": _("Embolism"),
    "e1.evidence": _("published: review §3; the urgency: our default, no published cut-off"),
    "e1.advice": _("Consider the full stroke work-up, the attribution form and TOE; discuss in the Heart Team."),
    "e1.embolism": _("{event}, {when}; attribution to the lesion: {cause}."),
    "e1.cause": _("{attribution:lower}"),
    "e1.not_recorded": _("not recorded"),
    "e1.attribution": _("attribution"),
    "e1.fibrillation": _("Atrial fibrillation is recorded: another possible source."),
    "e1.other_causes_first": _("Other causes come first: attribute only after a full work-up."),
    "e2.title": _("New atrial fibrillation"),
    "e2.evidence": _("published: review Table 2; the urgency: our default, no published cut-off"),
    "e2.advice": _(
        "Consider anticoagulation by the guideline on atrial fibrillation; discuss that it does not cover caseous "
        "emboli."
    ),
    "e2.began": _("{onset:capital}; anticoagulation: {anticoagulation}."),
    "e2.given": _("given {when}"),
    "e2.not_recorded": _("not recorded"),
    "e2.anticoagulation": _("anticoagulation"),
    "e3.title": _("Conduction block"),
    "e3.evidence": _("published: review §3; the urgency: our default, no published cut-off"),
    "e3.advice": _("Consider a rhythm review; discuss TOE for an abscess if there is fever or infection."),
    "e3.block": _("{block}, {how}, {when}."),
    "e3.last_without": _("last ECG without it"),
    "e3.none": _("none"),
    "e3.may_be_old": _("First recorded: no earlier ECG without it is known, so it may be old."),
    "e4.title": _("Heart failure"),
    "e4.evidence": _("published: review §3 and §5, case reports; the urgency: our default, no published cut-off"),
    "e4.advice": _("Consider ruling out rupture: TTE today, TOE if it leaves doubt; discuss in the Heart Team."),
    "e4.episode": _("{failures:capitalize}, {when}."),
    "e4.episode_caseous": _("{failures:capitalize}, {when}; {why}."),
    "e4.together": _("{failures: and }"),
    "e4.caseous": _("caseous lesion"),
    "e4.not_known": _("not known"),
    "e4.other_causes": _("Heart failure has other causes: the lesion is one question among them."),
    "e4.read_as_ccma": _("the lesion is read as CCMA ({when})"),
    "e4.read_as_ruptured": _("the lesion is read as ruptured CCMA ({when})"),
    "e4.core": _("an echo-lucent core is seen ({when})"),
}
