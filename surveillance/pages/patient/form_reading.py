"""What the features read as, in words: on the page of the exam, of the patient and of an alert."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from registry.vocabulary import terms
from registry.wording import labels
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.lesion.form_reading import Criterion, FormReading, read_form
from surveillance.words import phrases
from surveillance.words.message import text

FORMS = labels(terms.FORMS)


class Row(NamedTuple):
    """One criterion in words."""

    label: str
    said: str
    supports: str
    contradicts: str
    source: str


class Shown(NamedTuple):
    """What the features of one lesion in one exam read as, beside what its reader decided."""

    lesion: str  # "" where the patient has one lesion
    exam: str
    when: str
    form: str
    because: str
    decided: str
    disagrees: bool
    would_decide: str
    rows: list[Row]


def of_exam(history: History, exam_id: str) -> list[Shown]:
    """What the features of that exam read as, one entry a lesion that they speak of."""
    exams = [exam for exam in history.exams if exam.id == exam_id]
    return [_shown(history, exam, reading) for exam in exams for reading in _readings(history, exam)]


def disagreements(history: History) -> list[Shown]:
    """The exams, newest first, in which features and reader name two different forms."""
    return [
        _shown(history, exam, reading)
        for exam in reversed(history.exams) for reading in _readings(history, exam) if reading.disagrees
    ]  # fmt: skip


def sentence(shown: Shown) -> str:
    """One line for the message after saving."""
    said = _("The features read as %(form)s: %(because)s") % {"form": shown.form, "because": shown.because}
    if shown.lesion:
        said = f"{shown.lesion}. {said}"
    if shown.disagrees:
        said += " " + _("The reader decided %s: consider a joint reading.") % shown.decided
    return said


def in_brief(history: History, exam: ExamSeen) -> str:
    """ "features read MAC" where they disagree with the reader, else empty."""
    differing = [reading.form for reading in _readings(history, exam) if reading.disagrees]
    return _("features read %s") % ", ".join(FORMS[form] for form in differing) if differing else ""


def _readings(history: History, exam: ExamSeen) -> list[FormReading]:
    return [reading for lesion in history.lesions if (reading := read_form(history, exam, lesion))]


def _shown(history: History, exam: ExamSeen, reading: FormReading) -> Shown:
    several = len(history.lesions) > 1
    return Shown(
        lesion=_("Lesion %d") % (history.lesions.index(reading.lesion) + 1) if several else "",
        exam=exam.id,
        when=f"{exam.modality} {phrases.when(exam.when)}",
        form=FORMS[reading.form],
        because=text(reading.why),
        decided=FORMS.get(reading.decided, ""),
        disagrees=reading.disagrees,
        would_decide=", ".join(map(text, reading.would_decide)),
        rows=[_row(criterion) for criterion in reading.criteria],
    )


def _row(criterion: Criterion) -> Row:
    supports, contradicts = (
        ", ".join(FORMS[form] for form in forms) or phrases.NONE
        for forms in (criterion.supports, criterion.contradicts)
    )
    if criterion.is_not_enough:
        supports = _("%s (rupture: not enough alone)") % supports
    return Row(text(criterion.label), text(criterion.said), supports, contradicts, text(criterion.source))
