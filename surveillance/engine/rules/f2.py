"""F2: the latest day of the next exam has passed."""

from __future__ import annotations

from datetime import timedelta

from surveillance.engine.case import Case
from surveillance.engine.course.risk import flags_of_patient
from surveillance.engine.follow_up.contacts import failed_contacts, is_hard_to_reach
from surveillance.engine.follow_up.status import ONE_DAY, booking, report_awaited
from surveillance.engine.follow_up.windows import Window, window
from surveillance.engine.known.clock import Clock
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import History
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, number
from surveillance.engine.rules.evidence import report_wanted, unsigned, window_numbers


class F2(Rule):
    """A nurse task at once, for the nurse lead after 30 days; then S2 with a high-risk flag or three failed contacts.

    27 to 42 % of visits are missed in published clinics: if every one reached the cardiologists they would drown.
    """

    id = "F2"
    title = "Overdue"
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = (
        "Review §5: “a conservative management can be justified, as long as a watchful waiting approach can be "
        "undertaken … follow-up intervals of 6–12 months”"
    )
    evidence = "published: the interval (review §5, expert opinion); the steps: our default, no published cut-off"
    advice = "Consider a recall; record why the visit was missed."

    def look(self, case: Case) -> list[Signal]:
        """One signal from the day after the latest day, unless the patient has just come and the report is awaited."""
        due = window(case)
        if due is None or not case.clock.reached(due.latest + ONE_DAY) or is_report_fresh(case):
            return []
        failed = len(failed_contacts(case.history))
        return [self._signal(case, due, failed=failed)]

    def _signal(self, case: Case, due: Window, *, failed: int) -> Signal:
        headline, severity = f"Overdue, the latest day was {written(due.latest)}: {due.why}", "T"
        if case.clock.reached(due.latest + timedelta(days=int(case.policy.escalate_days))):
            reasons = [flag.text for flag in flags_of_patient(case)]
            reasons += [f"{failed} failed contacts"] if is_hard_to_reach(case.history, case.policy) else []
            severity = "S2" if reasons else "T"
            passed = f"{case.policy.escalate_days:g} days have passed"
            headline += (
                f". For the cardiologist: {passed}; {'; '.join(reasons)}"
                if reasons
                else f". For the nurse lead: {passed}"
            )
        return self.signal(
            due.counted_from,
            f"{headline}.",
            since=due.latest + ONE_DAY,
            severity=severity,
            numbers=(
                *window_numbers(due),
                Number("failed contacts since the patient was last reached", failed),
                number(case.policy, "escalate_days", "goes to the nurse lead after"),
                number(case.policy, "failed_contacts", "goes to the cardiologist after"),
            ),
            against=(*_excuses(case.history, case.clock), *unsigned(case.policy)),
            advice=report_wanted(due),
        )


def is_report_fresh(case: Case) -> bool:
    """Whether the patient came within one booking cycle and only the report is missing."""
    visit = report_awaited(case.history, case.clock)
    return visit is not None and case.clock.within(case.policy.escalate_days, visit.on)


def _excuses(history: History, clock: Clock) -> tuple[str, ...]:
    ahead, visit = booking(history, clock), report_awaited(history, clock)
    found = [f"A date is booked: {written(ahead.on)}."] if ahead else []
    return (*found, f"The patient came on {written(visit.on)}; the report is missing.") if visit else tuple(found)
