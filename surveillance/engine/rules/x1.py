"""X1: two exams close in time disagree on the form or the size, or an exam could not tell what became of a target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from surveillance.engine.case import Case
from surveillance.engine.course.courses import present
from surveillance.engine.course.heading import CONFLICT
from surveillance.engine.growth.called import called
from surveillance.engine.growth.one_day import in_conflict
from surveillance.engine.growth.series import Sized
from surveillance.engine.known.history import ExamSeen, FormSeen, History, Reading
from surveillance.engine.lesion.form_reading import read_form
from surveillance.engine.lesion.forms import RANK
from surveillance.engine.lesion.vanishing import contradicted, exam_of, is_answered, vanished
from surveillance.engine.message import Code, Message, say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, is_historical, number
from surveillance.engine.rules.evidence import unsigned

Said = TypeVar("Said", FormSeen, Reading)
Told = tuple[ExamSeen, Said]  # what one exam says


@dataclass(frozen=True, slots=True)
class Conflict:
    """What disagrees: of which lesion, on what, in which exams (the later one last), and its sentence."""

    lesion: str
    on: str  # form, features, or the target and axis
    exams: tuple[ExamSeen, ...]
    said: Message


class X1(Rule):
    """A conflict stands until a person's later assessment of the form, a later exam that agrees with either side, or
    any exam of the same more than 30 days later: then the question is no longer the present one."""

    id = "X1"
    title = say("x1.title")
    severity = "S2"
    calendar = False
    clinical = False
    role = DATA_MANAGER
    opens = CONFLICT
    source = "Review §4: echocardiography first, CT and CMR where it is unclear; no sentence says which one prevails"
    advice = say("x1.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal for each conflict of a lesion."""
        found: dict[str, Signal] = {}
        for lesion in case.history.lesions:
            conflicts = (
                *_forms(case.history, lesion, case.policy),
                *_sizes(case.history, lesion, case.policy),
                *_features(case.history, lesion),
                *_blank(case.history, lesion),
                *_seen_and_not_seen(case.history, lesion),
                *_back(case, lesion),
            )
            for conflict in conflicts:
                if not _is_settled_by_a_person(case.history, conflict):
                    signal = self._signal(case, conflict)
                    found.setdefault(signal.anchor, signal)
        return list(found.values())

    def _signal(self, case: Case, conflict: Conflict) -> Signal:
        last = conflict.exams[-1].when
        ids = tuple(exam.id for exam in conflict.exams)
        return self.signal(
            ":".join((conflict.lesion, conflict.on, *ids)),
            conflict.said,
            since=last.middle,
            lesion=conflict.lesion,
            historical=is_historical(case, last, lesion=conflict.lesion),
            numbers=(
                number(case.policy, "conflict_days", say("x1.conflict_days")),
                number(case.policy, "offset_sd", say("x1.offset_sd")),
            ),
            against=(say("x1.one_is_right"), *unsigned(case.policy)),
            facts=ids,
        )


def _forms(history: History, lesion: str, policy: Policy) -> Iterator[Conflict]:
    """Two definite forms read by persons in two exams: different modalities, or one day."""
    read = _read(history, lesion)
    for (one, was), (other, now) in _near_pairs(read, policy):
        if was.form == now.form or not _are_compared(one, other):
            continue
        later = [(exam, form.form) for exam, form in read if _is_since(exam, one, other)]
        if any(form in (was.form, now.form) or not _is_near(other, exam, policy) for exam, form in later):
            continue
        before, after = Code("forms", was.form), Code("forms", now.form)
        said = say("x1.forms", was=before, one=_exam(one), now=after, other=_exam(other))
        yield Conflict(lesion, "form", (one, other), said)


def _read(history: History, lesion: str) -> list[tuple[ExamSeen, FormSeen]]:
    """Each exam with the worst definite form that a person read in it."""
    forms = [form for form in history.forms if form.lesion == lesion and form.form in RANK]
    found = []
    for exam in _in_order(history):
        if here := [form for form in forms if form.exam == exam.id]:
            found.append((exam, max(here, key=lambda form: RANK[form.form])))
    return found


def _sizes(history: History, lesion: str, policy: Policy) -> Iterator[Conflict]:
    """Two sizes of one target on one axis that differ beyond their errors and the offset between modalities."""
    series: dict[tuple[str, str], list[tuple[ExamSeen, Reading]]] = {}
    for exam in _in_order(history):
        for reading in exam.readings:
            if reading.lesion == lesion and reading.size_mm is not None and not reading.reread:
                series.setdefault((reading.target, reading.axis), []).append((exam, reading))
    for (target, axis), sizes in series.items():
        for (one, was), (other, now) in _near_pairs(sizes, policy):
            if one is other or not _are_compared(one, other) or not _differ((one, was), (other, now), policy):
                continue
            later = [(exam, size) for exam, size in sizes if _is_since(exam, one, other)]
            if any(
                not _is_near(other, exam, policy)
                or not _differ((one, was), (exam, size), policy)
                or not _differ((other, now), (exam, size), policy)
                for exam, size in later
            ):
                continue
            said = say(
                "x1.sizes",
                target=called(target),
                axis=called(axis),
                was=was.size_mm,
                one=_exam(one),
                now=now.size_mm,
                other=_exam(other),
            )
            yield Conflict(lesion, f"{target}:{axis}", (one, other), said)


def _features(history: History, lesion: str) -> Iterator[Conflict]:
    """The last exam whose reader gave a form: whether its own features read as another."""
    read = _read(history, lesion)
    found = read_form(history, read[-1][0], lesion) if read else None
    if found and found.disagrees:
        exam = read[-1][0]
        said = say(
            "x1.features",
            exam=_exam(exam),
            decided=Code("forms", found.decided),
            form=Code("forms", found.form),
            because=found.why,
        )
        yield Conflict(lesion, "features", (exam,), said)


def _blank(history: History, lesion: str) -> Iterator[Conflict]:
    """The last time a target vanished, in an exam that could not have shown it: repeat."""
    last = {gone.target: gone for gone in vanished(history, lesion)}
    for gone in last.values():
        again = any(
            exam.when.middle > gone.exam.when.middle for exam, _ in history.sizes.get((lesion, gone.target), ())
        ) or any(exam.when.middle > gone.exam.when.middle for exam, _ in _read(history, lesion))
        if not (gone.tells or again or is_answered(history, lesion, gone.exam.when)):
            said = say("x1.blank", target=called(gone.target), exam=_exam(gone.exam), before=_exam(gone.before))
            yield Conflict(lesion, f"{gone.target}:blank", (gone.before, gone.exam), said)


def _seen_and_not_seen(history: History, lesion: str) -> Iterator[Conflict]:
    """On one day one exam shows the target and another, by the same or a better modality, does not."""
    for gone in contradicted(history, lesion):
        said = say("x1.one_day", target=called(gone.target), before=_exam(gone.before), exam=_exam(gone.exam))
        yield Conflict(lesion, f"{gone.target}:one day", (gone.before, gone.exam), said)


def _back(case: Case, lesion: str) -> Iterator[Conflict]:
    """A target that is seen again after an exam that did not see it: no growth, until the next exam."""
    for growth in present(case, lesion):
        if len(growth.points) < 2 or not growth.points[-2].not_visible:
            continue
        last = growth.points[-1]
        exam = exam_of(case.history, lesion, growth.target, day=last.day) if not last.not_visible else None
        if exam:
            said = say("x1.again", target=called(growth.target), exam=_exam(exam))
            yield Conflict(lesion, f"{growth.target}:again", (exam,), said)


def _is_settled_by_a_person(history: History, conflict: Conflict) -> bool:
    """Whether somebody has assessed the form outside any exam since, as after a joint re-read."""
    last = conflict.exams[-1].when
    forms = (form for form in history.forms if form.lesion == conflict.lesion and form.exam is None)
    return any((form.form in RANK or form.rupture_answer) and form.when.first >= last.last for form in forms)


def _in_order(history: History) -> list[ExamSeen]:
    """The exams by day; of one day in an order that does not hang on which was entered first."""
    return sorted(history.exams, key=lambda exam: (exam.when.middle, exam.when, exam.modality, exam.id))


def _near_pairs(told: Sequence[Told[Said]], policy: Policy) -> Iterator[tuple[Told[Said], Told[Said]]]:
    """Each two of these, in the order of their exams, that lie at most 30 days apart: few of all pairs."""
    dated = [(exam, said) for exam, said in told if not exam.when.too_vague]
    days = [exam.when.middle.toordinal() for exam, _ in dated]
    for place, one in enumerate(dated):
        for later in range(place + 1, len(dated)):
            if days[later] - days[place] > policy.conflict_days:
                break
            yield one, dated[later]


def _are_compared(one: ExamSeen, other: ExamSeen) -> bool:
    return one.when.middle == other.when.middle or one.modality != other.modality


def _is_near(one: ExamSeen, other: ExamSeen, policy: Policy) -> bool:
    """At most 30 days apart by dates known at least to the month."""
    if one.when.too_vague or other.when.too_vague:
        return False
    return abs((other.when.middle - one.when.middle).days) <= policy.conflict_days


def _is_since(exam: ExamSeen, one: ExamSeen, other: ExamSeen) -> bool:
    """A third exam after the first of the two, which may agree with either."""
    return exam is not one and exam is not other and exam.when.middle > one.when.middle


def _differ(one: tuple[ExamSeen, Reading], other: tuple[ExamSeen, Reading], policy: Policy) -> bool:
    pair = [
        Sized(0.0, size.size_mm, exam.modality, size.reader, size.rounding_mm, size.axis, exam=exam.id)
        for exam, size in (one, other)
    ]
    level = sum(sized.size_mm or 0.0 for sized in pair) / len(pair)
    return bool(in_conflict(pair, level, policy))


def _exam(exam: ExamSeen) -> Message:
    return say("x1.exam", modality=exam.modality, when=exam.when)
