"""The plan each lesion is followed by, from its state (CLINICAL B1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from surveillance.engine.case import Case
from surveillance.engine.course.courses import is_progression, is_watched, present, run_start
from surveillance.engine.course.risk import LESION_FLAGS, RUPTURE, Flag, flags
from surveillance.engine.follow_up.resets import Origin, counted, origin
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.dates import add_months, surely_after
from surveillance.engine.known.history import ExamSeen, History, TreatmentSeen
from surveillance.engine.lesion.forms import CCMA, RANK, current, is_mac_only, regressed
from surveillance.engine.lesion.treated import last_intervention, operation_of, removal
from surveillance.engine.message import Message, Text, say
from surveillance.engine.policy import Policy
from surveillance.engine.policy import origin as origin_of

EARLY, USUAL, RUPTURED, SHORT = "watch", "ccma", "ruptured", "short"


@dataclass(frozen=True, slots=True)
class Plan:
    """How long after what the next exam is due, and why."""

    code: str  # ccma | regressed | short | watch | ruptured | operated
    because: Message
    start: Origin | None  # None: no exam that counts yet
    latest_months: float
    earliest_months: float | None  # None: shortly before the latest date
    origin: Text  # where the numbers come from
    began: date | None = None  # since when there is a reason to look sooner than the routine
    routine_months: float | None = None  # the latest day without that reason; None: no recall


def plans_of(case: Case, *, lesion: str) -> list[Plan]:
    """Every plan that the state of one lesion asks for; none when it asks for no automatic recall.

    The one that ends first decides: what began lately and leaves 30 days (a rupture) may not put off what was due
    before (dialysis).
    """
    operation = last_intervention(case.history, lesion)
    if operation and not _exams_since(case.history, case.policy, operation):
        return [_first_after(case.policy, operation)]
    plans = [_once_out(case.history, case.policy, operation)] if operation and _is_out(case.history, lesion) else []
    found = flags(case, lesion=lesion)
    without = bool(plans) or needs_no_recall(case.history, case.policy, lesion)
    if not without or any(flag.code in LESION_FLAGS for flag in found):
        plans += _sooner(case, lesion, found, None if without else case.policy.latest_months)
    if plans or without:
        return plans
    code, because = _usual(case.history, lesion)
    start = origin(case.history)
    return [_plan(code, because, start, case.policy, latest="latest_months", earliest="earliest_months")]


def _sooner(case: Case, lesion: str, found: tuple[Flag, ...], routine: float | None) -> Iterator[Plan]:
    """The plans of the reasons to look sooner: rupture, growth likelier than not, and what shortens the interval."""
    start = origin(case.history)
    if ruptured := [flag for flag in found if flag.code == RUPTURE]:
        because = say("plans.ruptured", rupture=ruptured[0].said)
        plan = _plan(RUPTURED, because, start, case.policy, latest="ruptured_months")
        yield replace(plan, began=min(flag.on for flag in ruptured), routine_months=routine)
    yield from _while_watched(case, lesion, routine)
    if found:
        because = say("plans.sooner", flags=tuple(flag.said for flag in found))
        plan = _plan(SHORT, because, start, case.policy, latest="short_months")
        yield replace(plan, began=min(flag.on for flag in found), routine_months=routine)


def _while_watched(case: Case, lesion: str, routine: float | None) -> Iterator[Plan]:
    """G4: one look after three months, at most two in succession, then six months (one exam after that counts anew)."""
    watched = [growth for growth in present(case, lesion) if is_watched(growth, case.policy)]
    if not watched:
        return
    because = say("plans.progression") if any(map(is_progression, watched)) else say("plans.watched")
    code, latest = EARLY, "watch_interval_months"
    if not is_early_look_due(case, lesion):
        code, latest = SHORT, "short_months"
        because = say("plans.looks_taken", because=because, looks=case.policy.watch_successions)
    plan = _plan(code, because, origin(case.history), case.policy, latest=latest)
    yield replace(plan, began=_watched_since(case.history, watched, case.policy), routine_months=routine)


def needs_no_recall(history: History, policy: Policy, lesion: str) -> bool:
    """MAC only, or regressed to MAC on two concordant exams at least six months apart."""
    if is_mac_only(history, lesion):
        return True
    back = regressed(history, lesion)
    if back is None or back.agreed_last is None:
        return False
    return back.agreed_last.when.first >= add_months(back.first.when.last, policy.regressed_apart_months)


def is_early_look_due(case: Case, lesion: str) -> bool:
    """G4: growth is likelier than not, and not two early looks in succession have been taken already."""
    if not any(is_watched(growth, case.policy) for growth in present(case, lesion)):
        return False
    exams, looks = counted(case.history), 0
    for exam, before in zip(reversed(exams), reversed(exams[:-1]), strict=False):
        if not _is_early(exam, before, case.policy):
            break
        looks += 1
    return looks < case.policy.watch_successions


def _watched_since(history: History, watched: list[Growth], policy: Policy) -> date | None:
    """The first exam of the run in which growth is likelier than not."""
    runs = [run_start(history, growth, policy, holds=lambda said: is_watched(said, policy)) for growth in watched]
    return min((exam.when.first for exam in runs if exam), default=None)


def _is_early(exam: ExamSeen, before: ExamSeen, policy: Policy) -> bool:
    """Whether the exam was an early second look: it says so, or it is a scheduled one that came as early."""
    if exam.reason not in ("", "scheduled"):
        return exam.reason == "watch"
    until = add_months(before.when.first, policy.watch_interval_months) + timedelta(days=int(policy.due_soon_days))
    return before.when.last < exam.when.first <= until


def _plan(
    code: str, because: Message, start: Origin | None, policy: Policy, *, latest: str, earliest: str = ""
) -> Plan:
    months = getattr(policy, earliest) if earliest else None
    return Plan(code, because, start, getattr(policy, latest), months, origin_of(latest))


def _usual(history: History, lesion: str) -> tuple[str, Message]:
    form = current(history, lesion)
    if form is None:
        return USUAL, say("plans.no_form")
    if RANK[form.form] >= RANK[CCMA]:
        return USUAL, say("plans.ccma")
    if regressed(history, lesion) is None:
        return USUAL, say("plans.mac_with_core")
    return "regressed", say("plans.regressed")


def _exams_since(history: History, policy: Policy, operation: TreatmentSeen) -> list[ExamSeen]:
    """The exams that count after an operation, its baseline left out."""
    baseline = operation.when.first + timedelta(days=int(policy.operated_baseline_days))
    return [exam for exam in counted(history) if exam.when.first >= baseline]


def _first_after(policy: Policy, operation: TreatmentSeen) -> Plan:
    """One month after an operation (CLINICAL B1)."""
    start = Origin(operation.id, operation.when.first, _named(operation))
    because = say("plans.first_after", operation=start.text)
    return _plan("operated", because, start, policy, latest="operated_first_months")


def _once_out(history: History, policy: Policy, operation: TreatmentSeen) -> Plan:
    """Twelve months after an operation, then yearly once the lesion is out (CLINICAL B1; yearly is ours).

    After TEER, TMVR, drainage or repair the lesion persists: the first exam starts its new segment and the plan by
    state goes on from there.
    """
    name, since = _named(operation), operation.when.first
    second = add_months(since, policy.operated_second_months) - timedelta(days=int(policy.due_soon_days))
    last = origin(history)
    if last and last.on < second:
        last = Origin(last.lineage, since, name)
    return _plan("operated", say("plans.after", operation=name), last, policy, latest="operated_second_months")


def _named(operation: TreatmentSeen) -> Message:
    return say("plans.operation", operation=operation_of(operation), when=operation.when)


def _is_out(history: History, lesion: str) -> bool:
    """Whether the lesion was removed and has not been seen again since."""
    out = removal(history, lesion)
    if out is None:
        return False
    form = current(history, lesion)
    again = form is not None and RANK[form.form] >= RANK[CCMA] and surely_after(form.when, out.when)
    sized = any(
        r.lesion == lesion and r.target == "mass" and r.size_mm is not None and surely_after(exam.when, out.when)
        for exam in history.exams
        for r in exam.readings
    )
    return not (again or sized)
