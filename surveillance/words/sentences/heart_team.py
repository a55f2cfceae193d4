"""What the facts say to the questions of Figure 6, and where the answers lead."""

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "facts.listed": _("{found:; }"),
    "facts.assessed": _("a cardiologist's assessment: not ruptured"),
    "facts.no_breaks": _("fistula, pseudoaneurysm and leaking content read absent by {modality}"),
    "facts.breaks_open": _(
        "no exam has read fistula, pseudoaneurysm and leaking content; no cardiologist has assessed it"
    ),
    "facts.event": _("{event}"),
    "facts.infection": _("{event}, {organism}"),
    "facts.infected_finding": _("{finding} by {modality}"),
    "facts.no_infection": _("vegetation and abscess read absent by TOE; no infection in six months"),
    "facts.infection_open": _("no TOE has read vegetation and abscess"),
    "facts.embolism": _("{event}, {attribution:lower}, after the full work-up"),
    "facts.other_cause": _("{event}: another cause was found"),
    "facts.embolism_open": _("{event}: {why}"),
    "facts.not_excluded": _("attributed, but not excluded: {missing:, }"),
    "facts.attribution": _("attribution {attribution:lower}"),
    "facts.no_attribution": _("attribution not recorded"),
    "facts.af": _("atrial fibrillation"),
    "facts.carotid": _("carotid disease"),
    "facts.thrombus": _("intracardiac thrombus"),
    "facts.endocarditis": _("endocarditis"),
    "facts.no_brain_image": _("no embolism is recorded, and no brain imaging"),
    "facts.brain_normal": _("no embolism is recorded; brain imaging shows no lesion"),
    "facts.brain": _("brain imaging: {image:lower}, without a recorded cause"),
    "facts.tumour": _("tumour stands among the differential diagnoses"),
    "facts.no_tumour": _("tumour stated absent"),
    "facts.centre_dark": _("no perfusion and no enhancement of the centre by CMR"),
    "facts.tumour_open": _("no CMR has read perfusion and enhancement of the centre; nobody has ruled a tumour out"),
    "facts.valve_ruptured": _("{valve}; the lesion is ruptured: question 1"),
    "facts.valve": _("{mr}, {ms}"),
    "facts.mr": _("MR {grade:lower}"),
    "facts.no_mr": _("MR grade not recorded"),
    "facts.ms": _("mean gradient {gradient}"),
    "facts.no_ms": _("mean gradient not recorded"),
    "facts.measured": _(" by {measured}"),
    "facts.severe_mr": _("severe MR{by}, jet: {jet:lower}"),
    "facts.severe_mr_no_jet": _("severe MR{by}, jet: not recorded"),
    "facts.risk_open": _("not known: {unknown:, }"),
    "facts.growth_unknown": _("growth (too few exams)"),
    "facts.dialysis_unknown": _("dialysis (stated absent with a date)"),
    "facts.infection_unknown": _("infection"),
    "facts.no_risk": _("steady, not on dialysis, no sign of infection"),
    "facts.came_later": _("{what} of {when} came later"),
    "flow.yes": _("yes"),
    "flow.no": _("no"),
    "flow.open": _("not answered"),
    "flow.stale": _("to be asked again"),
    "flow.was": _("{state} (was “{answer}”)"),
    "flow.later_fact": _("a later fact says {state}: {reason}, {when}"),
    "flow.could_not_tell": _("a person could not tell, {when}: {basis}"),
    "flow.person_said_no": _("a person answered no on {when}; the finding stands until it is assessed"),
    "flow.no_date": _("its date is not known"),
    "flow.older": _("older than {months:g} months"),
    "paper.reconstruction": _(
        "Reconstruction of the review's Figure 6 from its §5 and Table 2: the figure is printed as an image"
    ),
    "paper.ruptured": _("Urgent Heart Team"),
    "paper.ruptured_short": _("paper: “needs surgical approach”"),
    "paper.ruptured_advice": _(
        "Discuss surgery urgently in the Heart Team, with its risk for this patient and the patient's wishes."
    ),
    "paper.infected": _("TOE, cultures; Heart Team"),
    "paper.indicated_short": _("paper: surgery “indicated”"),
    "paper.infected_advice": _(
        "Consider cultures, TOE and FDG-PET, treat the infection, and discuss the time of surgery in the Heart Team."
    ),
    "paper.embolism": _("TOE; Heart Team"),
    "paper.embolism_advice": _(
        "Consider TOE and discuss surgery in the Heart Team. Anticoagulation does not treat caseous emboli: continue "
        "it for atrial fibrillation or other indications."
    ),
    "paper.tumour": _("CMR or CT; Heart Team"),
    "paper.tumour_advice": _(
        "Consider CMR, or CT where CMR is not possible, and discuss in the Heart Team whether tissue is needed."
    ),
    "paper.valve": _("Heart Team on the valve"),
    "paper.valve_short": _("paper: surgery “indicated”; TEER, TMVR"),
    "paper.valve_advice": _(
        "Discuss repair or replacement in the Heart Team; the sentence on TEER and TMVR concerns regurgitation at the "
        "leaflets, not stenosis."
    ),
    "paper.high_risk": _("Heart Team: intervene or watch"),
    "paper.high_risk_short": _("paper: Heart Team “may suggest”"),
    "paper.high_risk_advice": _(
        "Discuss in the Heart Team whether to intervene or to follow more closely; no published cut-off says which."
    ),
    "paper.follow_up": _("Follow-up in a Heart Valve Clinic"),
    "paper.follow_up_short": _("paper: “6–12 months”"),
    "paper.follow_up_advice": _("Consider follow-up every 6 to 12 months and control of the risk factors."),
    "agenda.answered": _("Alert answered: {words}"),
    "agenda.brief": _("A brief for the meeting was written"),
}
