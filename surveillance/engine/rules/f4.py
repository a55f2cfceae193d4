"""F4: the plan by state shortens the interval, and no clinician has confirmed it."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256

from surveillance.engine.case import Case
from surveillance.engine.course.risk import GROWTH, RUPTURE, Flag, flags, followed
from surveillance.engine.follow_up.plans import EARLY, RUPTURED, SHORT, Plan, plans_of
from surveillance.engine.follow_up.windows import CLINICIAN, window
from surveillance.engine.known.history import History
from surveillance.engine.message import Text, say, to_json
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, number
from surveillance.engine.rules.evidence import unsigned

MONTHS = {SHORT: "short_months", RUPTURED: "ruptured_months"}


class F4(Rule):
    """A task for each reason to look sooner until a clinician has set a plan since it began.

    The shorter window applies at once (the safe side), unless a clinician's own plan stands; the early second look of
    G4 needs no confirmation.
    """

    id = "F4"
    title = say("f4.title")
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    source = (
        "Review §5: “a rapidly expanding CCMA, as seen in dialysis patients, or … infectious risk”; §6: “the timing of "
        "careful follow-up and surveillance has not been determined yet”"
    )
    advice = say("f4.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal for each reason; a reason shared by several lesions is asked about once."""
        if case.history.ended:
            return []
        found: dict[str, Signal] = {}
        for lesion in followed(case.history):
            plans = {plan.code: plan for plan in plans_of(case, lesion=lesion)}
            for flag in flags(case, lesion=lesion):
                plan = plans.get(RUPTURED if flag.code == RUPTURE else SHORT)
                early = flag.code == GROWTH and EARLY in plans
                if plan and _is_shorter(plan, case.policy) and not early and not _is_confirmed(case.history, flag):
                    signal = self._signal(plan, flag, case.policy, stands=_stands(case))
                    found.setdefault(signal.anchor, signal)
        return list(found.values())

    def _signal(self, plan: Plan, flag: Flag, policy: Policy, *, stands: date | None) -> Signal:
        months = plan.latest_months
        return self.signal(
            f"{flag.code}:{flag.on.isoformat()}:{_named(flag.said)}"[:160],
            say("f4.proposed", months=months, set_on=stands, reason=flag.said)
            if stands
            else say("f4.shortened", months=months, reason=flag.said),
            since=flag.on,
            numbers=(
                number(policy, MONTHS[plan.code], say("f4.shortened_to")),
                number(policy, "latest_months", say("f4.routine")),
            ),
            against=(*(() if stands else (say("f4.applies"),)), *unsigned(policy)),
        )


def _named(reason: Text) -> str:
    """A reason as part of an anchor: the same in every language."""
    return reason if isinstance(reason, str) else sha256(json.dumps(to_json(reason)).encode()).hexdigest()


def _stands(case: Case) -> date | None:
    """When the clinician's own plan was set that decides although a reason to look sooner began later."""
    own, due = case.history.plan, window(case)
    decides = own is not None and due is not None and due.origin == CLINICIAN
    return own.set_on if own and decides else None


def _is_shorter(plan: Plan, policy: Policy) -> bool:
    return plan.latest_months < policy.latest_months


def _is_confirmed(history: History, flag: Flag) -> bool:
    """Whether a clinician has set a plan since the reason began."""
    return history.plan is not None and history.plan.set_on >= flag.on
