"""What the rules of follow-up say: due, overdue, shortened, unreachable, an exam that does not count (F1 to F6)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "f1.title": _("Due soon"),
    "f1.evidence": _(
        "published: the interval (review §5, expert opinion); the 30 days: our default, no published cut-off"
    ),
    "f1.advice": _("Consider booking an echo and a visit."),
    "f1.due": _("Next exam due by {latest}: {why}."),
    "f1.due_soon_days": _("due soon means so long before"),
    "f2.title": _("Overdue"),
    "f2.evidence": _(
        "published: the interval (review §5, expert opinion); the steps: our default, no published cut-off"
    ),
    "f2.advice": _("Consider a recall; record why the visit was missed."),
    "f2.overdue": _("Overdue, the latest day was {latest}: {why}."),
    "f2.for_the_nurse_lead": _(
        "Overdue, the latest day was {latest}: {why}. For the nurse lead: {days:g} days have passed."
    ),
    "f2.for_the_cardiologist": _(
        "Overdue, the latest day was {latest}: {why}. For the cardiologist: {days:g} days have passed; {reasons:; }."
    ),
    "f2.failed": _("{n} failed contacts"),
    "f2.failed_since_reached": _("failed contacts since the patient was last reached"),
    "f2.nurse_lead_after": _("goes to the nurse lead after"),
    "f2.cardiologist_after": _("goes to the cardiologist after"),
    "f2.booked": _("A date is booked: {on}."),
    "f2.report_missing": _("The patient came on {on}; the report is missing."),
    "f3.title": _("Long overdue"),
    "f3.advice": _("Consider telephoning the patient and informing the cardiologist in charge."),
    "f3.overdue": _("Long overdue since {since}, the latest day was {latest}: {why}."),
    "f3.flags": _("high-risk flags"),
    "f3.each_flag": _("{flags:; }"),
    "f3.none": _("none"),
    "f3.late_by": _("long with a flag: late by more than"),
    "f3.after_last_exam": _("long for anyone: after the last exam"),
    "f4.title": _("Shortened interval: confirm"),
    "f4.advice": _("Consider asking a clinician to confirm the shorter interval, or to set another one."),
    "f4.shortened": _("Interval shortened to {months:g} months, not yet confirmed by a clinician: {reason}."),
    "f4.proposed": _(
        "{months:g} months are proposed, the plan set on {set_on} stands, not yet confirmed by a clinician: {reason}."
    ),
    "f4.shortened_to": _("shortened to"),
    "f4.routine": _("routine, at the latest after"),
    "f4.applies": _("The shorter window applies already; only its confirmation is missing."),
    "f5.title": _("Unreachable, or the closure is missing"),
    "f5.advice": _("Consider a letter, the general practitioner, or recording the closure; send no further reminders."),
    "f5.transfer": _("Transfer proposed on {on}, not yet accepted: the patient is still followed here."),
    "f5.transfer_advice": _(
        "Consider asking the receiving centre; once it has accepted, change the entry to “transferred”."
    ),
    "f5.unreachable": _("{n} failed contacts since {since}: stop the reminders and decide."),
    "f5.failed": _("failed contacts since the patient was last reached or examined"),
    "f5.asked_from": _("asked from"),
    "f5.letter_days": _("a letter gives time for"),
    "f5.closure_missing": _("“{outcome}” on {on}, surveillance is still open: record the closure."),
    "f5.closure_advice": _(
        "Consider confirming it, then record the closure, or a plan if the patient is to be followed."
    ),
    "f5.still_booked": _("Surveillance is closed, and {on} is still booked: cancel it."),
    "f5.cancel_advice": _("Consider cancelling the date."),
    "f6.title": _("Exam does not count for follow-up"),
    "f6.badge": _("Exam did not count"),
    "f6.advice": _("Consider repeating the exam, or ask a clinician to accept it."),
    "f6.no_reset": _("The {modality} of {when} does not reset the clock: {why}."),
    "f6.quality": _("quality"),
    "f6.quality_read": _("{quality:lower}"),
    "f6.annulus": _("annulus"),
    "f6.not_recorded": _("not recorded"),
    "f6.counts_from": _("the clock counts from"),
}
