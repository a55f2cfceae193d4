"""What the rules of the valve say: regurgitation, stenosis, consequences (V1, V2, V3)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "v1.title": _("Mitral regurgitation worse"),
    "v1.evidence": _("published: review §3 and the 2020 ACC table; one grade and the days of acute: our default"),
    "v1.advice": _(
        "Consider TOE for the mechanism (leaflet or through the lesion); discuss in the Heart Team if severe."
    ),
    "v1.grade": _("Mitral regurgitation {change}{measured} on {when}{failure}."),
    "v1.worse": _("worse, {before} on {before_on}, {now}"),
    "v1.first_recorded": _("severe, first recorded"),
    "v1.measured": _(" by {measured}"),
    "v1.failure": _(", with {event:lower} on {when}"),
    "v1.acute": _("{event}, {when}."),
    "v1.acute_advice": _("Consider TTE and TOE now for the mechanism; discuss surgery in the Heart Team today."),
    "v1.grade_before": _("grade before"),
    "v1.none_recorded": _("none recorded"),
    "v1.grade_first": _("grade at the first worse exam"),
    "v1.grade_last": _("grade at the last exam"),
    "v1.severe_eroa": _("severe from an EROA of"),
    "v1.severe_volume": _("severe from a regurgitant volume of"),
    "v1.acute_within": _("acute with heart failure within"),
    "v1.modality_switch": _("Modality switch: {before}, then {now}."),
    "v1.may_be_old": _("First recorded: no earlier echo graded it, so it may be old."),
    "v1.typed": _("The grade typed is {grade}: read again."),
    "v1.no_grade": _("none"),
    "v1.last_echo": _("The last echo ({modality}) reads {grade}."),
    "v1.no_jet": _("No jet through the lesion was described."),
    "v2.title": _("Mitral stenosis worse"),
    "v2.evidence": _(
        "published: the bands, ACC journal scan 2020; the rise of 3 mmHg: our default, no published cut-off"
    ),
    "v2.advice": _(
        "Consider the heart rate and flow at the measurement, then stress echo or CT; discuss if confirmed."
    ),
    "v2.crossed": _("Mean mitral gradient {now} on {now_on}, {band:g} mmHg or more; before: {before} on {before_on}."),
    "v2.risen": _("Mean mitral gradient {now} on {now_on}, {rise:g} mmHg more; before: {before} on {before_on}."),
    "v2.gradient": _("{mmhg:g} mmHg"),
    "v2.gradient_at": _("{mmhg:g} mmHg at {rate:g} /min"),
    "v2.gradient_before": _("gradient before"),
    "v2.rate_before": _("heart rate before"),
    "v2.gradient_now": _("gradient now"),
    "v2.rate_now": _("heart rate now"),
    "v2.not_recorded": _("not recorded"),
    "v2.first_band": _("first band"),
    "v2.second_band": _("second band"),
    "v2.rise_of": _("a rise of at least"),
    "v2.rates_apart": _("comparable heart rates differ by at most"),
    "v2.rate_missing": _("Heart rate not recorded: a faster heart alone raises the gradient."),
    "v2.rates_differ": _("The heart rates are not comparable: a faster heart alone raises the gradient."),
    "v3.title": _("Consequence of severe regurgitation"),
    "v3.evidence": _("published: 2020 ACC/AHA guideline, severe primary mitral regurgitation"),
    "v3.advice": _("Consider a review by the guideline on valve disease; discuss in the Heart Team."),
    "v3.severe_with": _("Severe mitral regurgitation ({when}) with {consequences:; }."),
    "v3.lvef": _("LVEF {value:g} %"),
    "v3.lvesd": _("LVESD {value:g} mm"),
    "v3.pasp": _("PASP {value:g} mmHg"),
    "v3.severe_since": _("severe since"),
    "v3.lvef_at_most": _("LVEF at most"),
    "v3.lvesd_at_least": _("LVESD at least"),
    "v3.pasp_above": _("PASP above"),
    "v3.origin_unknown": _("Taken for primary: its origin is not recorded."),
    "v3.maybe_secondary": _(
        "Taken for primary: its origin is not recorded. Ischaemic heart disease is recorded: it may be secondary."
    ),
}
