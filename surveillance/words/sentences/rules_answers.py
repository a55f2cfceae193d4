"""What the rules about the data and the answers say: X0 to X5."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from surveillance.words.render import Sentence

SENTENCES: dict[str, Sentence] = {
    "x0.title": _("Review failed"),
    "x0.advice": _("Consider checking the patient by hand; the data manager reports the fault."),
    "x0.failed": _("Rule {rule} ({title}) could not be evaluated: its silence means nothing."),
    "x1.title": _("Conflicting exams"),
    "x1.advice": _("Consider a joint re-read of the exams side by side, and discuss which modality is to decide."),
    "x1.exam": _("{modality} of {when}"),
    "x1.forms": _("Form: {was:lower} by {one}, {now:lower} by {other}."),
    "x1.sizes": _(
        "{target:capitalize}, {axis}: {was:g} mm by {one}, {now:g} mm by {other}; more than their errors explain."
    ),
    "x1.features": _("{exam}: read as {decided:lower}, its features read {form:lower}. {because}"),
    "x1.blank": _("{target:capitalize} not visible by {exam}, which could not have shown what {before} saw: repeat."),
    "x1.one_day": _("{target:capitalize} seen by {before}, not visible by {exam}, which shows it at least as well."),
    "x1.again": _("{target:capitalize} seen again by {exam}, not visible before."),
    "x1.conflict_days": _("exams are compared when apart by at most"),
    "x1.offset_sd": _("SD of the offset between two modalities"),
    "x1.one_is_right": _("One of the exams may be right as it stands."),
    "x2.title": _("Unit, target or axis in doubt"),
    "x2.advice": _("Consider checking both exams against their reports before any growth alert is answered."),
    "x2.doubt": _("{target:capitalize}: {found} on {when}; check it and the {modality} of {before}."),
    "x2.then": _("{old:g} mm, then {new:g} mm"),
    "x2.surprise": _("{found}, {surprise}"),
    "x2.beyond": _("doubtful beyond"),
    "x2.ratio": _("doubtful ratio"),
    "x2.from_to": _("{low:g} to {high:g}"),
    "x2.true_jump": _("A true jump of this size is possible."),
    "x3.title": _("Reader or modality switch"),
    "x3.advice": _("Consider the same modality and the same reader next time."),
    "x3.switched": _("{target:capitalize}, {on}: {switched: and }."),
    "x3.modalities": _("{new:, } after {old:, }"),
    "x3.reader": _("another reader than before"),
    "x3.other_reader_factor": _("the error of another reader counts times"),
    "x3.offset_sd": _("SD of the offset between two modalities"),
    "x3.larger_error": _("The growth engine already uses the larger error."),
    "x4.title": _("Decided and not done"),
    "x4.advice": _(
        "Consider checking whether it was done elsewhere, and discuss the delay or record another decision."
    ),
    "x4.late": _("{intended} decided on {when} ({urgency}), not recorded as done by {last}."),
    "x4.emergency": _("emergency"),
    "x4.urgent": _("urgent"),
    "x4.elective": _("elective"),
    "x4.no_urgency": _("urgency not recorded, counted as elective"),
    "x4.time": _("time the decision leaves"),
    "x4.not_recorded": _("It may have been done and not recorded."),
    "x5.title": _("Alert not answered"),
    "x5.advice": _("Consider telephoning the deputy cardiologist."),
    "x5.late": _("The alert {severity} of {opened_on} has not been answered in time."),
    "x5.time": _("time to answer"),
    "x5.severity": _("severity of the card"),
    "x5.by_telephone": _("It may have been dealt with by telephone: then answer it here."),
}
