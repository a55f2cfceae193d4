"""What the pages say of the next exam: the suggestion, what speaks against an exam, and the last clinic visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from registry.vocabulary import clinic, terms
from registry.wording import labels
from surveillance.engine.imaging.barriers import bars, cautions, stated
from surveillance.engine.imaging.protocol import next_imaging
from surveillance.engine.known.dates import add_months
from surveillance.engine.known.history import History, VisitSeen
from surveillance.engine.policy import Policy
from surveillance.engine.rules.imaging import BY_STEP
from surveillance.lists.worklist import PatientPicture
from surveillance.words import phrases
from surveillance.words.finished import Finished, finished
from surveillance.words.message import text

NYHA, RHYTHMS = labels(terms.NYHA), labels(terms.RHYTHMS)
CONDUCTIONS = labels(clinic.CONDUCTIONS)
ANTITHROMBOTICS = labels(terms.ANTITHROMBOTICS)


def box(picture: PatientPicture) -> dict[str, Any]:
    """The box "Next imaging" of the patient page."""
    clock = picture.case.clock
    here, unasked = stated(picture.history, clock)
    return {
        **suggestion(picture),
        "contraindications": "; ".join(map(text, here)),
        "unasked": "; ".join(map(text, unasked)),
        "visit": last_visit(picture.history),
        "visit_missing": visit_missing(picture.history, picture.policy),
    }


def suggestion(picture: PatientPicture) -> dict[str, Any]:
    """The next exam, and the rule of the protocol that suggests it."""
    found = next_imaging(picture.case)
    return {"found": finished(found), "rule": Finished(BY_STEP[found.step]) if found else None}


def choice(picture: PatientPicture) -> str:
    """The exam the booking form begins with: the echo suggested, else TTE. Follow-up goes by echo (CLINICAL F6);
    CT, CMR and PET are suggested in words and chosen by a person, with their eGFR and contrast in mind."""
    found = _suggested(picture)
    return found if found in terms.ECHO else "TTE"


def _suggested(picture: PatientPicture) -> str:
    found = next_imaging(picture.case)
    return (found.modality if found else "") or ""


def warnings(picture: PatientPicture) -> list[str]:
    """For the booking page: which exams are contraindicated, and the care contrast asks for in the one suggested."""
    clock = picture.case.clock
    found = [
        _("%(exam)s is contraindicated: %(why)s. Booking it needs a reason.")
        % {"exam": term.code, "why": "; ".join(map(text, why))}
        for term in terms.MODALITIES
        if (why := bars(picture.history, clock, term.code))
    ]
    return found + [text(caution) for caution in cautions(picture.case, _suggested(picture))]


def last_visit(history: History) -> tuple[str, str] | None:
    """When the patient was last seen in the clinic, and what was found; what was not recorded is left out."""
    if not history.visits:
        return None
    visit = history.visits[-1]
    return phrases.when(visit.when), ", ".join(_findings(visit)) or _("nothing recorded")


def _findings(v: VisitSeen) -> list[str]:
    found = [f"NYHA {NYHA[v.nyha]}" if v.nyha else "", f"{v.pulse:g}/min" if v.pulse else ""]
    found += [RHYTHMS.get(v.rhythm, ""), CONDUCTIONS.get(v.conduction, "")]
    if v.systolic_mmhg and v.diastolic_mmhg:
        found.append(f"{v.systolic_mmhg:g}/{v.diastolic_mmhg:g} mmHg")
    found.append(f"{v.temperature_c:g} °C" if v.temperature_c else "")
    if v.antithrombotics:
        found.append(_("antithrombotics: %s") % ANTITHROMBOTICS[v.antithrombotics].lower())
    return [words for words in found if words]


def visit_missing(history: History, policy: Policy) -> str:
    """Review §5 asks for clinical and echo follow-up: no visit within the interval before the last exam, or since."""
    if not history.exams:
        return ""
    exam = max(history.exams, key=lambda e: e.when.last)
    if not history.visits:
        return _("No clinic visit is recorded.")
    visit = max(history.visits, key=lambda v: v.when.last)
    if add_months(visit.when.last, policy.latest_months) + timedelta(days=1) > exam.when.first:
        return ""
    return _("No clinic visit since %(visit)s; the last exam is of %(exam)s.") % {
        "visit": phrases.when(visit.when),
        "exam": phrases.when(exam.when),
    }
