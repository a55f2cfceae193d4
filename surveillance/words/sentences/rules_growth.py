"""What the rules of growth say: G1 to G7, and M3 of the core."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "g1.title": _("Probable progression"),
    "g1.advice": _(
        "Consider repeating TOE or CT and a shorter interval; discuss in the Heart Team if it is confirmed."
    ),
    "g1.growing": _("{target:capitalize} growing, {rate}, {p:.0%} under our prior, {n} exams{raising}."),
    "g1.raising": _(" ({flags:; })"),
    "g1.threshold": _("called growth from"),
    "g1.raises": _("raises the severity"),
    "g1.raised_by": _("{flags:; }"),
    "g1.nothing": _("nothing"),
    "g2.title": _("Abrupt rise"),
    "g2.advice": _("Consider a re-read side by side in the same modality first, then TOE or CT."),
    "g2.rise": _("{target:capitalize} {found} on {when}, {surprise}; {verdict}."),
    "g2.held": _("the next exam decides"),
    "g2.step": _("the next exam agreed: a step"),
    "g2.drift": _("the next exam was nearer to it than to the size expected"),
    "g4.title": _("Watch"),
    "g4.badge": _("Watch"),
    "g4.advice": _("Consider one TTE after 3 months, same modality and reader; it never asks for TOE by itself."),
    "g4.watched": _("{target:capitalize}: growth likelier than not, {rate}, {p:.0%} under our prior; {follows}."),
    "g4.early": _("one early TTE"),
    "g4.taken": _("two early looks are taken, back to {months:g} months unless a cardiologist renews"),
    "g4.no_recall": _("no automatic recall of this lesion unless a clinician sets one"),
    "g4.threshold": _("watched from"),
    "g4.interval": _("early look after"),
    "g4.successions": _("early looks in succession, at most"),
    "g4.then_after": _("and then after"),
    "g5.title": _("Probable regression"),
    "g5.badge": _("Regression"),
    "g5.advice": _("Consider confirming it by the same modality; discuss emptying through the wall if it was abrupt."),
    "g5.shrinking": _("{target:capitalize} shrinking, {rate}, {p:.0%} under our prior, {n} exams."),
    "g5.threshold": _("called shrinkage from"),
    "g6.title": _("Abrupt shrinkage or vanished lesion"),
    "g6.evidence": _(
        "published: the hypothesis (review §2); the cut-off and the urgency: our default, no published cut-off"
    ),
    "g6.advice": _(
        "Consider asking for symptoms, TOE and, if indicated, brain imaging; discuss silent rupture and embolism."
    ),
    "g6.fall": _("{target:capitalize} {found} on {when}, {surprise}: rule out silent rupture or embolism."),
    "g6.vanished": _(
        "{target:capitalize} not visible by {modality} on {when}, seen by {before} on {seen}: rule out silent rupture "
        "or embolism."
    ),
    "g6.quality_label": _("quality of the exam"),
    "g6.quality": _("{quality:lower}"),
    "g6.not_recorded": _("not recorded"),
    "g6.detection_limit": _("not visible is shown as less than"),
    "g6.blank": _("blank exams that cannot tell"),
    "g6.modality_switch": _("Modality switch: {before} to {now}."),
    "g6.reader_switch": _("Reader switch."),
    "g6.no_quality": _("The quality of the exam is not recorded."),
    "g6.operation": _("An operation is dated {when}; whether it came before the exam is unknown."),
    "g7.title": _("Larger than 10 mm"),
    "g7.badge": _("> 10 mm"),
    "g7.evidence": _("published: review Table 2, for ruptured CCMA only"),
    "g7.advice": _("Context only; discuss in the Heart Team together with rupture or another high-risk feature."),
    "g7.larger": _("Mass {size:g} mm on {when}, larger than {limit:g} mm: context, no alarm."),
    "g7.diameter": _("largest diameter"),
    "g7.threshold": _("badge above"),
    "g7.nine": _("Nine of nine published lesions without rupture are larger than 10 mm."),
    "m3.title": _("Core enlarging"),
    "m3.advice": _("Consider TOE and a search for infection; discuss in the Heart Team if it is confirmed."),
    "m3.growing": _("Core growing, {rate}, {p:.0%} under our prior, {n} exams."),
    "m3.threshold": _("called growth from"),
    "m3.rise": _("Core {found} on {when}, {surprise}; {verdict}."),
    "m3.anechoic": _("Core large and anechoic on {when}, echo-lucent areas on {areas}."),
    "m3.areas": _("areas first read"),
    "m3.large": _("large since"),
}
