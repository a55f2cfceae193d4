"""What the patient page lists: exams, facts, risk factors, signals. Plain rows for the template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.fields import CodedField, MeasureField, unit_words
from registry.models import Decision, LabResult, LesionDescription, PatientFact, Visit
from registry.vocabulary import terms
from registry.wording import labels
from surveillance.engine import rules
from surveillance.engine.asking import is_answered, is_live, is_unanswered
from surveillance.engine.day import Day
from surveillance.engine.heart_team.agenda import SENT_AT
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.conditions import NOT_RECORDED, Stretch, state_on, stretches
from surveillance.engine.known.history import ClosureSeen, ConditionSeen, EventSeen, ExamSeen, FormSeen, History
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import time_allowed
from surveillance.lists import other_facts
from surveillance.lists.worklist import PatientPicture
from surveillance.models import Alert, Signal
from surveillance.pages.patient import form_reading
from surveillance.words import phrases
from surveillance.words.message import text

FEATURES = labels(terms.FEATURE_TERMS)
DETAILS = {feature.code: labels(feature.details) for feature in terms.FEATURES}
FORMS, QUALITIES = labels(terms.FORMS), labels(terms.QUALITIES)
TARGETS = labels(terms.TARGETS)
RESULTS = labels(terms.ANNULUS_RESULTS)
EVENTS, TREATMENTS = labels(terms.EVENTS), labels(terms.TREATMENTS)
CONDITIONS, ATTRIBUTIONS = labels(terms.CONDITIONS), labels(terms.ATTRIBUTIONS)
ANSWERS = labels(terms.RUPTURE_ANSWERS)
STATES = labels(terms.APPOINTMENT_STATES)
PLANS = labels(terms.PLAN_KINDS)
CLOSURES = labels(terms.CLOSURES)
NYHA, RHYTHMS, LABS = labels(terms.NYHA), labels(terms.RHYTHMS), labels(terms.LABS)
ANNULI, EXTENTS = labels(terms.ANNULI), labels(terms.EXTENTS)
RISKS = [t.code for t in terms.CONDITIONS if not t.code.startswith("differential_") and t.code != "other"]
RULES = rules.RULE
ANSWERS_SHOWN = 5


class Fact(NamedTuple):
    """One recorded fact in a list: its address, what it is, when, and what more is known."""

    kind: str
    lineage: str
    words: str
    when: str
    more: str = ""


def exams(history: History) -> list[tuple[str, str, str, str, str, str, str]]:
    """Newest first: lineage, date, modality, sizes, what was seen, form, remarks."""
    read = {form.exam: form for form in history.forms if form.exam}
    rows = []
    for exam in reversed(history.exams):
        form = read.get(exam.id)
        row = (
            exam.id,
            phrases.when(exam.when),
            exam.modality,
            sizes(exam),
            seen(exam),
            ", ".join(filter(None, (FORMS[form.form] if form else "", form_reading.in_brief(history, exam)))),
            remarks(exam),
        )
        rows.append(row)
    return rows


def sizes(exam: ExamSeen) -> str:
    """Mass 27.2 × 18 mm; core not visible."""
    order = {code: place for place, code in enumerate(("long", "short", "third"))}
    found: dict[tuple[str, str], list[str]] = {}
    for r in sorted(exam.readings, key=lambda r: order[r.axis]):
        size = _("not visible") if r.size_mm is None else phrases.number(r.size_mm)
        found.setdefault((r.lesion, r.target), []).append(size)
    return "; ".join(
        f"{TARGETS[target]} {' × '.join(parts)}{'' if parts == [_('not visible')] else ' mm'}"
        for (_lesion, target), parts in found.items()
    )


def seen(exam: ExamSeen) -> str:
    """The features that are present, and how many were read absent."""
    present = [FEATURES[f.feature] + (f" ({DETAILS[f.feature].get(f.detail, f.detail)})" if f.detail else "")
               for f in exam.features if f.value == "present"]  # fmt: skip
    open_to_doubt = _("%(feature)s: indeterminate")
    unsure = [open_to_doubt % {"feature": FEATURES[f.feature]} for f in exam.features if f.value == "indeterminate"]
    absent = sum(f.value == "absent" for f in exam.features)
    return "; ".join([*present, *unsure, *([_("%d read absent") % absent] if absent else [])])


def remarks(exam: ExamSeen) -> str:
    """Quality, reader and what keeps an exam from counting."""
    said = [_("quality %s") % QUALITIES[exam.quality].lower() if exam.quality else "", exam.reader]
    said += [_("done elsewhere") if exam.external else "", _("inpatient") if exam.inpatient else ""]
    said += [_("accepted as follow-up") if exam.accepted else ""]
    said += [RESULTS[exam.annulus].lower() if exam.annulus not in ("", "measured") else ""]
    return ", ".join(part for part in said if part)


def facts(history: History) -> list[tuple[str, list[Fact]]]:
    """Events, treatments, form assessments and contacts, newest first."""
    treatments, contacts = reversed(history.treatments), reversed(history.contacts)
    return [
        (_("Events"), [_event(e) for e in reversed(history.events)]),
        (_("Treatments"), [Fact("treatment", t.id, TREATMENTS[t.kind], phrases.when(t.when)) for t in treatments]),
        (_("Form assessments"), [_form(f) for f in reversed(history.forms) if not f.exam]),
        (_("Contacts"), [Fact("contact", c.id, phrases.OUTCOME[c.outcome], phrases.day(c.on)) for c in contacts]),
    ]


def _event(e: EventSeen) -> Fact:
    cause = _("attribution: %s") % ATTRIBUTIONS[e.attribution].lower() if e.attribution else ""
    return Fact("event", e.id, EVENTS[e.kind], phrases.when(e.when), ", ".join(filter(None, (cause, e.organism))))


def others(rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, list[Fact]]]:
    """Visits, laboratory values, Heart Team decisions, where the lesion lies, kinds without a list; newest first."""
    listed: list[type[PatientFact]] = [Visit, LabResult, Decision, LesionDescription, *other_facts.plain_kinds()]
    kinds = {kind.__name__: kind for kind in listed}
    groups: dict[str, list[Fact]] = {name: [] for name in kinds}
    facts_only = [row for row in rows if row[0] in groups]
    for table, lineage, first, last, precision, a, b in sorted(
        facts_only, key=lambda r: (r[2] is None, r[2]), reverse=True
    ):
        on = phrases.when(Day(first, last, precision)) if first else ""
        kind = kinds[table]
        groups[table].append(Fact(kind.slug, str(lineage), *_other(kind, on, a, b)))
    return [(str(kind.titles), groups[name]) for name, kind in kinds.items()]


def _other(kind: type[PatientFact], on: str, a: str, b: str) -> tuple[str, str, str]:
    """What it is, when, and what more is known."""
    if kind is Visit:
        return _("NYHA %s") % NYHA[a] if a else _("Visit"), on, RHYTHMS.get(b, "")
    if kind is LabResult:
        return LABS[a], on, b
    if kind is Decision:
        return a, on, b
    if kind is LesionDescription:
        return ANNULI.get(a, _("Annulus not recorded")), on, EXTENTS.get(b, "")
    said = [_value(field, value) for field, value in zip(other_facts.shown(kind), (a, b), strict=False) if value]
    return said[0] if said else str(kind.title), on, ", ".join(said[1:])


def _value(field: Any, value: str) -> str:
    """One value of a plain kind: a code by its label, a measure with its unit."""
    if isinstance(field, MeasureField):
        return f"{phrases.number(float(value))} {unit_words(field.unit)}".strip()
    return field.label_of(value) if isinstance(field, CodedField) else value


def _form(f: FormSeen) -> Fact:
    by = _("by a cardiologist") if f.by_cardiologist else ""
    answer = ANSWERS.get(f.rupture_answer, "")
    return Fact("form", f.id, FORMS[f.form], phrases.when(f.when), ", ".join(filter(None, (by, answer))))


def follow_up(history: History) -> list[tuple[str, list[Fact]]]:
    """The plan set for this patient, the dates given, and the end of surveillance."""
    plan = history.plan
    plans = (
        [Fact("plan", plan.id, PLANS[plan.kind], _("set %s") % phrases.day(plan.set_on), _plan(plan))] if plan else []
    )
    ends = [_end(end) for end in dict.fromkeys((history.ended, history.closure)) if end]
    dates = [Fact("appointment", a.id, STATES[a.state], phrases.day(a.on)) for a in reversed(history.appointments)]
    return [(_("End of surveillance"), ends), (_("Plan set for this patient"), plans), (_("Dates"), dates)]


def _end(end: ClosureSeen) -> Fact:
    """An end by death is corrected where the death is recorded."""
    kind = "event" if end.reason == terms.DIED else "closure"
    return Fact(kind, end.id, CLOSURES[end.reason], phrases.when(end.when))


def _plan(plan: Any) -> str:
    months = (
        f"{plan.earliest_months:g} – {plan.latest_months:g} mo" if plan.earliest_months and plan.latest_months else ""
    )
    return ", ".join(filter(None, (months, phrases.day(plan.on) if plan.on else "")))


def risks(history: History, today: date) -> dict[str, Any]:
    """Each risk factor of the review: present with its dates, absent, or not recorded."""
    clock = Clock(today)
    kinds = dict.fromkeys(condition.kind for condition in history.conditions)
    spells = {spell.row.id: spell for kind in kinds for spell in stretches(history, kind)}

    def order(c: ConditionSeen) -> tuple[bool, str]:
        return c.id not in spells or not spells[c.id].present_on(clock), CONDITIONS[c.kind]

    return {
        "stated": [
            Fact("condition", c.id, CONDITIONS[c.kind], _stated(spells.get(c.id)))
            for c in sorted(history.conditions, key=order)
        ],
        "not_recorded": ", ".join(CONDITIONS[k] for k in RISKS if state_on(history, clock, k) == NOT_RECORDED),
    }


def _stated(spell: Stretch | None) -> str:
    """From when to when it is present; an end that another entry gives is said here too."""
    if spell is None:
        return _("absent")
    since, until = (phrases.when(day) if day else "" for day in (spell.since, spell.until))
    if since and until:
        return _("since %(since)s until %(until)s") % {"since": since, "until": until}
    if until:
        return _("present until %(until)s") % {"until": until}
    return _("since %s") % since if since else _("present")


class Said(NamedTuple):
    """One signal as a list shows it."""

    rule: str
    title: str
    severity: str
    allowed: str
    headline: str
    since: str
    marks: tuple[str, ...]
    evidence: str
    advice: str
    for_the_team: bool  # it sends to the Heart Team: Rule.heart_team


def said(signal: Signal, policy: Policy) -> Said:
    """A signal in words, with what its rule is called and what it rests on."""
    rule, headline = RULES.get(signal.rule), text(signal.headline)
    marks = [_("historical") if signal.historical else "", _("evidence withdrawn") if signal.withdrawn else ""]
    marks += [_("ended") if not signal.holds and not signal.withdrawn else ""]
    marks += [_("answered") if is_answered(signal) else ""]
    return Said(
        rule=signal.rule,
        title=text(rule.title) if rule else signal.rule,
        severity=signal.severity,
        allowed=text(time_allowed(signal.severity, policy)),
        headline=headline,
        since=phrases.said_once(headline, phrases.day(signal.since)),
        marks=tuple(filter(None, marks)),
        evidence=text(rule.evidence) if rule else "",
        advice=text(signal.advice),
        for_the_team=bool(rule and rule.heart_team) and signal.severity in SENT_AT,
    )


def answers(rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, str, str]]:
    """The newest answers to cards: the address of the card, what was answered when, and by whom and why."""
    given = sorted((row for row in rows if row[0] == "AlertStep"), key=lambda row: row[2], reverse=True)
    found = []
    for _table, alert, day, until, answer, who, why in given[:ANSWERS_SHOWN]:
        told = f"{phrases.answered(answer, until)}, {phrases.day(day)}"
        found.append((reverse("surveillance:alert", args=[alert]), told, f"{who}: {why}" if why else who))
    return found


def signals(picture: PatientPicture) -> dict[str, list[Said]]:
    """The signals sorted for the page: on the card, answered but still true, notes and tasks, historical, ended."""
    card = picture.card
    groups: dict[str, list[Signal]] = {"card": [], "answered": [], "badges": [], "historical": [], "ended": []}
    for signal in picture.signals:
        groups[_group(signal, card)].append(signal)
    return {name: [said(signal, picture.policy) for signal in found] for name, found in groups.items()}


def _group(signal: Signal, card: Alert | None) -> str:
    if not signal.holds:
        return "ended"
    if signal.historical:
        return "historical"
    if card is not None and signal.alert_id == card.pk:
        return "card"
    return "answered" if is_live(signal) else "badges"


def is_urgent(signals_of_patient: Sequence[Signal] | Iterable[Signal]) -> bool:
    """Whether a live S4 stands that nobody has answered: then the page says to telephone."""
    return any(s.severity == "S4" and is_unanswered(s) for s in signals_of_patient)
