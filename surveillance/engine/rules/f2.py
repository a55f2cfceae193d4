"""F2: the latest day of the next exam has passed."""

from __future__ import annotations

from datetime import timedelta

from surveillance.engine.case import Case
from surveillance.engine.course.risk import flags_of_patient
from surveillance.engine.follow_up.contacts import failed_contacts, is_hard_to_reach
from surveillance.engine.follow_up.status import ONE_DAY, booking, report_awaited
from surveillance.engine.follow_up.windows import Window, window
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.history import History
from surveillance.engine.message import Message, Text, say
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, number
from surveillance.engine.rules.evidence import report_wanted, unsigned, window_numbers


class F2(Rule):
    """A nurse task at once, for the nurse lead after 30 days; then S2 with a high-risk flag or three failed contacts.

    27 to 42 % of visits are missed in published clinics: if every one reached the cardiologists they would drown.
    """

    id = "F2"
    title = say("f2.title")
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = (
        "Review §5: “a conservative management can be justified, as long as a watchful waiting approach can be "
        "undertaken … follow-up intervals of 6–12 months”"
    )
    evidence = say("f2.evidence")
    advice = say("f2.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal from the day after the latest day, unless the patient has just come and the report is awaited."""
        due = window(case)
        if due is None or not case.clock.reached(due.latest + ONE_DAY) or is_report_fresh(case):
            return []
        failed = len(failed_contacts(case.history))
        return [self._signal(case, due, failed=failed)]

    def _signal(self, case: Case, due: Window, *, failed: int) -> Signal:
        headline, severity = _headline(case, due, failed=failed)
        return self.signal(
            due.counted_from,
            headline,
            since=due.latest + ONE_DAY,
            severity=severity,
            numbers=(
                *window_numbers(due),
                Number(say("f2.failed_since_reached"), failed),
                number(case.policy, "escalate_days", say("f2.nurse_lead_after")),
                number(case.policy, "failed_contacts", say("f2.cardiologist_after")),
            ),
            against=(*_excuses(case.history, case.clock), *unsigned(case.policy)),
            advice=report_wanted(due),
        )


def _headline(case: Case, due: Window, *, failed: int) -> tuple[Message, str]:
    """The sentence and its severity: whose the patient is now, and after 30 days why."""
    days = case.policy.escalate_days
    if not case.clock.reached(due.latest + timedelta(days=int(days))):
        return say("f2.overdue", latest=due.latest, why=due.said), "T"
    reasons: list[Text] = [flag.said for flag in flags_of_patient(case)]
    reasons += [say("f2.failed", n=failed)] if is_hard_to_reach(case.history, case.policy) else []
    if not reasons:
        return say("f2.for_the_nurse_lead", latest=due.latest, why=due.said, days=days), "T"
    told = say("f2.for_the_cardiologist", latest=due.latest, why=due.said, days=days, reasons=tuple(reasons))
    return told, "S2"


def is_report_fresh(case: Case) -> bool:
    """Whether the patient came within one booking cycle and only the report is missing."""
    visit = report_awaited(case.history, case.clock)
    return visit is not None and case.clock.within(case.policy.escalate_days, visit.on)


def _excuses(history: History, clock: Clock) -> tuple[Text, ...]:
    ahead, visit = booking(history, clock), report_awaited(history, clock)
    found = [say("f2.booked", on=ahead.on)] if ahead else []
    return (*found, say("f2.report_missing", on=visit.on)) if visit else tuple(found)
