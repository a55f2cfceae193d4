"""X0: review failed."""

from __future__ import annotations

from surveillance.engine.rules import RULE, RULES
from surveillance.engine.rules.x0 import failed
from tests.engine.rules.histories import TODAY, history, severities


def test_it_never_speaks_by_itself() -> None:
    """The review raises it."""
    assert severities("X0", history()) == []


def test_a_failed_rule_of_rupture_infection_or_embolism_reaches_the_cardiologist() -> None:
    """The others are tasks of the data manager; the anchor is the rule."""
    found = {rule.id: failed(rule, TODAY) for rule in RULES}
    assert {"R1", "R2", "I1", "I2", "I3", "E1", "E2", "E3", "E4"} <= set(found)
    assert {rule for rule, signal in found.items() if signal.severity == "S2"} == {
        rule for rule in found if rule[0] in "RIE"
    }
    assert {signal.severity for signal in found.values()} == {"S2", "T"}
    assert failed(RULE["R1"], TODAY).anchor == "R1"
    assert failed(RULE["R1"], TODAY).rule == "X0"
