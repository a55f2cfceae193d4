"""When the next exam is due: earliest, target and latest day, counted from which exam, by which plan, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from surveillance.engine.case import Case
from surveillance.engine.course.risk import followed
from surveillance.engine.follow_up.plans import Plan, plans_of
from surveillance.engine.follow_up.resets import ENROLMENT, Origin, counted, origin
from surveillance.engine.known.dates import add_months
from surveillance.engine.known.history import History, PlanSeen
from surveillance.engine.message import Message, Text, say
from surveillance.engine.policy import Policy
from surveillance.engine.policy import origin as origin_of

CLINICIAN = say("windows.clinician")
DATED, SPACED = ("date", "in_hospital", "elsewhere"), ("interval", "elsewhere")  # which plans give a date, or months
PLAN_WORDS: Mapping[str, Message] = {
    "interval": say("windows.interval"),
    "date": say("windows.date"),
    "in_hospital": say("windows.in_hospital"),
    "elsewhere": say("windows.elsewhere"),
    "ccma": say("windows.ccma"),
    "regressed": say("windows.regressed"),
    "short": say("windows.short"),
    "watch": say("windows.watch"),
    "ruptured": say("windows.ruptured"),
    "operated": say("windows.operated"),
}


@dataclass(frozen=True, slots=True)
class Window:
    """The days within which the next exam is due."""

    earliest: date
    target: date
    latest: date
    counted_from: str  # lineage of the exam or operation, or "enrolment": the anchor of F1, F2, F3, F6
    counted_on: date
    plan: str  # a key of PLAN_WORDS
    said: Message  # why
    origin: Text  # of its numbers


def window(case: Case) -> Window | None:
    """The window of the next exam; None when surveillance is closed or no plan asks for one.

    A clinician's own plan beats all; else the plan that ends first decides, of whatever lesion.
    """
    key = ("window", case.policy, case.clock.today)
    found, turns_on = case.history.once(key, lambda: _window_and_turn(case))
    if turns_on:
        case.clock.reached(turns_on)  # whoever asks again must look again on the same day
    return found


def _window_and_turn(case: Case) -> tuple[Window | None, date | None]:
    own = case.with_own_clock()
    return _window(own), own.clock.next


def _window(case: Case) -> Window | None:
    if case.history.ended:
        return None
    own = case.history.plan
    if own and (found := _own_window(case.history, own, case.policy)):
        return found
    plans = [plan for lesion in followed(case.history) for plan in plans_of(case, lesion=lesion)]
    windows = [_dated(case.history, plan, case.policy) for plan in plans]
    soonest = min(windows, key=lambda w: (w.latest, w.earliest), default=None)
    if soonest and own and own.kind == "elsewhere":
        said = say("windows.also", why=soonest.said, also=PLAN_WORDS["elsewhere"])
        return replace(soonest, plan="elsewhere", said=said)
    return soonest


def start_of(history: History) -> Origin:
    """What the clock counts from: the last exam that counts, else the enrolment."""
    enrolled = history.enrolled_on
    return origin(history) or Origin(ENROLMENT, enrolled, say("windows.enrolment", on=enrolled))


def _dated(history: History, plan: Plan, policy: Policy) -> Window:
    """The plan in calendar days; without any exam that counts it is due from enrolment."""
    start = plan.start
    if start is None:
        return _due_from_enrolment(history, plan, policy)
    latest, span, source = _latest(plan, start, policy)
    if plan.earliest_months is None:
        earliest, target = max(start.on, latest - timedelta(days=int(policy.due_soon_days))), latest
    else:
        earliest = min(add_months(start.on, plan.earliest_months), latest)
        target = earliest + (latest - earliest) // 2
        span = say("windows.from", earliest=plan.earliest_months, span=span)
    why = say("windows.why", span=span, because=plan.because)
    return Window(earliest, target, latest, start.lineage, start.on, plan.code, why, source)


def _latest(plan: Plan, start: Origin, policy: Policy) -> tuple[date, Message, Text]:
    """The latest day, how it is counted, and where the number comes from.

    A reason to look sooner leaves at least 30 days from when it began, so that nobody is overdue since before there
    was a reason; but never more than the routine would.
    """
    short = add_months(start.on, plan.latest_months)
    span = say("windows.months_after", months=plan.latest_months, start=start.text)
    given = plan.began + timedelta(days=int(policy.due_soon_days)) if plan.began else short
    if plan.began is None or given <= short:
        return short, span, plan.origin
    began = say("windows.reason_began", on=plan.began)
    if plan.routine_months and (routine := add_months(start.on, plan.routine_months)) <= given:
        span = say("windows.as_in_routine", months=plan.routine_months, start=start.text, began=began)
        return max(routine, short), span, origin_of("latest_months")
    later = say("windows.days_after", days=policy.due_soon_days, began=began, span=span)
    return given, later, origin_of("due_soon_days")


def _due_from_enrolment(history: History, plan: Plan, policy: Policy) -> Window:
    on = history.enrolled_on
    why = say("windows.from_enrolment", on=on, because=plan.because)
    latest = on + timedelta(days=int(policy.escalate_days))
    return Window(on, on, latest, ENROLMENT, on, plan.code, why, origin_of("escalate_days"))


def _own_window(history: History, own: PlanSeen, policy: Policy) -> Window | None:
    """The window of a clinician's plan; None when it gives no date, or an exam has met the date it gave."""
    start = start_of(history)
    because = say("windows.set_on", on=own.set_on)
    if own.on and own.kind in DATED and not _is_met(history, own, policy):
        why = say("windows.the_date", because=because)
        if own.kind != "date":
            why = say("windows.dated", plan=PLAN_WORDS[own.kind], on=own.on, because=because)
        return Window(own.on, own.on, own.on, start.lineage, start.on, own.kind, why, CLINICIAN)
    months = own.latest_months or own.earliest_months
    if own.kind not in SPACED or not months:
        return None
    earliest = own.earliest_months if own.latest_months else None
    because = say("windows.spaced", plan=PLAN_WORDS[own.kind], because=because)
    return _dated(history, Plan(own.kind, because, start, months, earliest, CLINICIAN), policy)


def _is_met(history: History, own: PlanSeen, policy: Policy) -> bool:
    """Whether an exam that counts, done since the date was set, came on that date, later, or within 30 days before."""
    if own.on is None:
        return False
    soon = timedelta(days=0 if own.kind == "in_hospital" else int(policy.due_soon_days))
    return any(exam.when.first >= max(own.set_on, own.on - soon) for exam in counted(history))
