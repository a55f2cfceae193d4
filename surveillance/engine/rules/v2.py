"""V2: mitral stenosis is worse: the mean gradient crosses a band, or rises at a comparable heart rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveillance.engine.case import Case
from surveillance.engine.known.dates import surely_after
from surveillance.engine.lesion.valve import Gradient, gradients
from surveillance.engine.message import Message, say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, is_historical, number
from surveillance.engine.rules.evidence import unsigned


@dataclass(frozen=True, slots=True)
class Step:
    """A worsening from one gradient to the next that still stands; `over` is the band crossed, or 0 for a rise."""

    before: Gradient
    now: Gradient
    over: float
    limit: float  # at or above it the step stands


class V2(Rule):
    """Without heart rates a rise cannot be judged; a crossing can, and says that they are missing."""

    id = "V2"
    title = say("v2.title")
    severity = "S2"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    source = (
        "Review §3: “restricted leaflet mobility, leading to both MV regurgitation and stenosis”; bands of 5 and "
        "10 mmHg: ACC journal scan 2020"
    )
    evidence = say("v2.evidence")
    advice = say("v2.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal per exam at which a worsening began that still stands."""
        found: dict[str, Step] = {}
        for step in _steps(gradients(case.history), case.policy):
            found[step.now.exam.id] = max(step, found.get(step.now.exam.id, step), key=lambda one: one.over)
        return [self._signal(case, step) for step in found.values()]

    def _signal(self, case: Case, step: Step) -> Signal:
        return self.signal(
            f"mitral_valve:gradient:{step.now.exam.id}",
            _sentence(step),
            since=step.now.exam.when.first,
            historical=is_historical(case, step.now.exam.when),
            numbers=(
                Number(say("v2.gradient_before"), step.before.mmhg, "mmHg"),
                _rate(say("v2.rate_before"), step.before),
                Number(say("v2.gradient_now"), step.now.mmhg, "mmHg"),
                _rate(say("v2.rate_now"), step.now),
                *(number(case.policy, name, label) for name, label in LIMITS),
            ),
            against=(*_doubts(step, case.policy), *unsigned(case.policy)),
            facts=(step.before.exam.id, step.now.exam.id),
        )


LIMITS = (
    ("gradient_moderate", say("v2.first_band")),
    ("gradient_severe", say("v2.second_band")),
    ("gradient_rise", say("v2.rise_of")),
    ("gradient_rate_apart", say("v2.rates_apart")),
)


def _sentence(step: Step) -> Message:
    now, before, now_on, before_on = _words(step.now), _words(step.before), step.now.exam.when, step.before.exam.when
    if step.over:
        return say("v2.crossed", now=now, now_on=now_on, band=step.over, before=before, before_on=before_on)
    rise = step.now.mmhg - step.before.mmhg
    return say("v2.risen", now=now, now_on=now_on, rise=rise, before=before, before_on=before_on)


def _words(gradient: Gradient) -> Message:
    """The sentence goes on with the day: that the rate is missing stands among its numbers."""
    return gradient.said if gradient.rate else say("v2.gradient", mmhg=gradient.mmhg)


def _rate(label: Message, gradient: Gradient) -> Number:
    return Number(label, gradient.rate, "/min") if gradient.rate else Number(label, say("v2.not_recorded"))


def _steps(gradients: Sequence[Gradient], policy: Policy) -> list[Step]:
    """Every worsening that no later gradient takes back."""
    found: list[Step] = []
    for place, now in enumerate(gradients):
        found = [step for step in found if not _is_over(step, now, policy)]
        earlier = [one for one in gradients[:place] if surely_after(now.exam.when, one.exam.when)]
        if not earlier:
            continue
        for band in (policy.gradient_moderate, policy.gradient_severe):
            is_open = any(step.over == band for step in found)
            if earlier[-1].mmhg < band <= now.mmhg and not is_open:
                found.append(Step(earlier[-1], now, band, band))
        comparable = [one for one in earlier if _comparable(one, now, policy)]
        if comparable and now.mmhg - comparable[-1].mmhg >= policy.gradient_rise:
            found.append(Step(comparable[-1], now, 0.0, comparable[-1].mmhg + policy.gradient_rise))
    return found


def _is_over(step: Step, now: Gradient, policy: Policy) -> bool:
    lower = now.mmhg < step.limit and surely_after(now.exam.when, step.now.exam.when)
    return lower and (step.over > 0 or _comparable(step.now, now, policy))


def _comparable(one: Gradient, other: Gradient, policy: Policy) -> bool:
    if one.rate is None or other.rate is None:
        return False
    return abs(one.rate - other.rate) <= policy.gradient_rate_apart


def _doubts(step: Step, policy: Policy) -> tuple[Message, ...]:
    if step.before.rate is None or step.now.rate is None:
        return (say("v2.rate_missing"),)
    if not _comparable(step.before, step.now, policy):
        return (say("v2.rates_differ"),)
    return ()
