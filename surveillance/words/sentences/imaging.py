"""Which exam would answer which question, and what speaks against it."""

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "barriers.masked": _(
        "Diffuse myocardial uptake in sepsis may prevent an adequate evaluation of the uptake at the annulus (review "
        "§4)."
    ),
    "barriers.pacemaker": _("A pacemaker is recorded: ask whether it is safe in the magnet."),
    "barriers.dialysis": _(" On haemodialysis: ask the nephrologist."),
    "barriers.no_egfr": _("Check eGFR first: none in the last {months:g} months ({ours}).{dialysis}"),
    "barriers.egfr": _("eGFR {value:g} {unit} on {when}.{dialysis}"),
    "barriers.low_egfr": _(
        "eGFR {value:g} {unit} on {when}, below {limit:g} ({ours}): check with the local radiology rule before "
        "contrast.{dialysis}"
    ),
    "protocol.doppler": _("Colour Doppler of the lesion; 3D if available."),
    "protocol.sequences": _("T1, T2 or T2-STIR, SSFP, first-pass perfusion."),
    "protocol.late_enhancement": _(
        "Late enhancement with standard (250 ms) and long (600 ms) inversion time: thrombus dark, content bright."
    ),
    "protocol.contrast": _("Before and after contrast, gated to the ECG."),
    "protocol.fdg": _("18F-FDG with preparation; planar or SPECT tracers answer another question."),
    "protocol.next": _("{exam}: {question}"),
    "protocol.none_left": _("No exam is left, every one is contraindicated"),
    "protocol.barred": _("{modality} would answer it; {against:, }."),
    "protocol.kind": _("{kind:lower}"),
    "protocol.discuss": _("Discuss in the Heart Team whether the benefit of one of them outweighs its risk."),
    "questions.no_tte": _("Where and how large is the lesion, and how does the valve work? No TTE is recorded."),
    "questions.infection": _("Is the lesion infected: vegetation, abscess, small erosion? {told}"),
    "questions.vegetation": _("Vegetation, yes or no? It is considered in the differential."),
    "questions.abscess": _("Abscess, yes or no? It is considered in the differential."),
    "questions.leak": _("Does the lesion leak? {told} No leak has been seen."),
    "questions.told": _("{event}, {when}."),
    "questions.risk": _("Small erosion, vegetation or protruding content? High-risk feature: {feature}."),
    "questions.jet_unclear": _("Where does the regurgitation come from: coaptation or lesion? Not clear on {when}."),
    "questions.jet_missing": _(
        "Where does the {grade:lower} regurgitation come from? The echo of {when} does not say."
    ),
    "questions.poor_window": _("What did the TTE of {when} not show? Its window was poor."),
    "questions.thrombus_or_content": _("Thrombus or caseous content?"),
    "questions.tumour": _("Is it a tumour?"),
    "questions.thrombus_or_vegetation": _("Thrombus, vegetation or content?"),
    "questions.is_abscess": _("Is it an abscess?"),
    "questions.considered": _("{asked} It is considered in the differential."),
    "questions.could_not_tell": _("{asked} The {modality} of {when} could not tell."),
    "questions.planning": _("How far does the calcium reach? Procedure decided on {when}."),
    "questions.activity": _("Is there an active infectious focus in the lesion? {told}"),
}
