"""What a Heart Team has before it: each thing with its date and origin, or the words "not recorded"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from registry.models import TeamBrief
from registry.vocabulary import terms
from registry.vocabulary.readings import MR_GRADES, MR_MECHANISMS
from registry.wording import labels
from surveillance.engine.case import Case
from surveillance.engine.imaging.barriers import CONTRAINDICATIONS
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.conditions import NOT_RECORDED, PRESENT, absent_on, present_on, state_on
from surveillance.engine.known.dates import overlap
from surveillance.engine.known.history import ExamSeen, History
from surveillance.engine.lesion.valve import Graded, gradients, last_amount, last_grade
from surveillance.engine.message import say
from surveillance.words import phrases
from surveillance.words.message import text

GRADES, JETS = labels(MR_GRADES), labels(MR_MECHANISMS)
ANTITHROMBOTICS = labels(terms.ANTITHROMBOTICS)
CONDITIONS = labels(terms.CONDITIONS)
Arc = tuple[float, date]  # degrees of the annulus, and the day of the centre on which it was written
IN_A_NAME = 3  # letters: shorter pieces of a name are in any address


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the brief; an empty `value` was not recorded."""

    label: str
    value: str = ""
    origin: str = ""


def items(case: Case, brief: TeamBrief | None, arcs: Sequence[Arc]) -> list[Item]:
    """Everything a meeting asks for, in the order in which it is asked."""
    return [*_of_brief(brief), *_of_images(case, arcs), *_of_the_clinic(case.history, case.clock)]


def _of_brief(brief: TeamBrief | None) -> Iterator[Item]:
    origin = brief_origin(brief)
    for name in ("sts_percent", "euroscore_percent", "frailty", "wishes", "coronaries", "landing_zone", "brain_imaging",
                 "dialysis_days"):  # fmt: skip
        field = TeamBrief._meta.get_field(name)
        value = getattr(brief, name) if brief else None
        label = str(field.verbose_name)  # type: ignore[union-attr]
        said = _said(brief, name, value, getattr(field, "unit", "")) if brief and value not in (None, "", []) else ""
        yield Item(label[0].upper() + label[1:], said, origin if said else "")


def _said(brief: TeamBrief, name: str, value: Any, unit: str) -> str:
    if isinstance(value, int | float):
        return f"{value:g}{' %' if unit == '%' else ''}"
    if isinstance(value, list):
        return ", ".join(str(day).capitalize() for day in value)
    show = getattr(brief, f"get_{name}_display", None)
    return str(show()) if show else str(value)


def brief_origin(brief: TeamBrief | None) -> str:
    """The day of the brief and who wrote it."""
    if brief is None:
        return ""
    return f"{phrases.day(brief.on_last)}, {phrases.person(brief.recorded_by)}"


def _of_images(case: Case, arcs: Sequence[Arc]) -> Iterator[Item]:
    said = ", ".join(f"{degrees:g}°" for degrees, _on in arcs)
    yield Item(_("CT arc of calcium"), said, phrases.day(max(on for _degrees, on in arcs)) if arcs else "")
    gradient = next(reversed(gradients(case.history)), None)
    yield _of_exam(_("Mean gradient"), gradient.exam if gradient else None, text(gradient.said) if gradient else "")
    grade = last_grade(case.history, case.policy)
    yield _of_exam(_("Mitral regurgitation"), grade.exam if grade else None, _regurgitation(grade) if grade else "")
    for label, name, unit in (
        ("LVEF", "lvef_percent", "%"),
        ("LVESD", "lvesd_mm", "mm"),
        ("PASP", "pasp_mmhg", "mmHg"),
    ):
        found = last_amount(case.history, name)
        yield _of_exam(label, found[0] if found else None, f"{found[1]:g} {unit}" if found else "")


def _of_exam(label: str, exam: ExamSeen | None, value: str) -> Item:
    return Item(label, value, _exam(exam)) if exam else Item(label)


def _exam(exam: ExamSeen) -> str:
    return ", ".join(filter(None, (f"{exam.modality} {phrases.when(exam.when)}", exam.reader)))


def _regurgitation(found: Graded) -> str:
    """The grade that stands, what makes it severe whatever was typed, and the jet."""
    jet = JETS.get(str(found.exam.typed.get("mr_mechanism") or ""), _("mechanism not recorded")).lower()
    by = text(say("facts.measured", measured=found.by)) if found.by else ""
    return f"{GRADES[found.code.code]}{by}, {jet}"


def _of_the_clinic(history: History, clock: Clock) -> Iterator[Item]:
    visit = next((v for v in reversed(history.visits) if v.antithrombotics), None)
    yield Item(
        _("Antithrombotics"),
        ANTITHROMBOTICS[visit.antithrombotics] if visit else "",
        _("visit of %s") % phrases.when(visit.when) if visit else "",
    )
    yield _cultures(history)
    yield _antibiotics(history, clock.today)
    yield _contraindications(history, clock)


def _contraindications(history: History, clock: Clock) -> Item:
    """Those that stand today, those that are stated absent, and the newest day of either."""
    stated, days = [], []
    for kind in CONTRAINDICATIONS:
        state = state_on(history, clock, kind)
        if state == NOT_RECORDED:
            continue
        stated.append(CONDITIONS[kind] if state == PRESENT else _("none of: %s") % CONDITIONS[kind])
        row = present_on(history, clock, kind) or absent_on(history, clock, kind)
        days += [row.since] if row and row.since else []
    since = max(days, key=lambda day: day.last, default=None)
    return Item(_("Contraindications to imaging"), "; ".join(stated), phrases.when(since) if since else "")


def _cultures(history: History) -> Item:
    cultures = [lab for lab in history.labs if lab.kind == "blood_culture"]
    organisms = [e.organism for e in history.infections if e.organism]
    if not cultures and not organisms:
        return Item(_("Blood cultures"))
    if not cultures:
        newest = next(e for e in reversed(history.infections) if e.organism)
        return Item(_("Blood cultures"), newest.organism, _("event of %s") % phrases.when(newest.when))
    last = cultures[-1]
    same = [lab for lab in cultures if overlap(lab.when, last.when)]
    positive = sum(lab.value >= 1 for lab in same)
    said = _("%(n)d of %(all)d positive") % {"n": positive, "all": len(same)}
    return Item(_("Blood cultures"), ", ".join([said, *organisms[-1:]]), phrases.when(last.when))


def _antibiotics(history: History, today: date) -> Item:
    given = [t for t in history.treatments if t.kind == "antibiotics"]
    if not given:
        return Item(_("Day of antibiotics"))
    began = given[-1].when
    if began.first != began.last:
        return Item(
            _("Day of antibiotics"), _("began %s") % phrases.when(began), _("treatment; the end is not recorded")
        )
    day = (today - began.first).days + 1
    return Item(_("Day of antibiotics"), _("day %d since they began") % day, _("began %s") % phrases.when(began))


def links(text: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Each line as words and an address; no address unless it is http or https and holds no name of the patient."""
    pieces = [piece.lower() for name in names for piece in name.split() if len(piece) >= IN_A_NAME]
    return [_link(line.strip(), pieces) for line in text.splitlines() if line.strip()]


def _link(line: str, names: list[str]) -> tuple[str, str]:
    if any(name in line.lower() for name in names):
        return _("An address that holds the patient's name or number is not shown: correct the brief."), ""
    try:
        parts = urlsplit(line)
    except ValueError:
        return line, ""
    safe = parts.scheme in ("http", "https") and parts.netloc and not parts.username and " " not in line
    return (f"{parts.netloc}{parts.path}", line) if safe else (line, "")
