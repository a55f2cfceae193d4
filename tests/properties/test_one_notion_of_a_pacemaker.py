"""Whether there is a pacemaker is read alike by the rule of blocks, the decision to implant and the caution of CMR."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.engine.follow_up.decided import AWAITED, DONE, LATE, due
from surveillance.engine.imaging.barriers import cautions
from surveillance.engine.known.history import ConditionSeen, DecisionSeen
from surveillance.words.message import text
from tests.engine.rules.histories import case, condition, day, event, history, severities, treatment, visit

BLOCK = event("2026-05-10", "av_block_3")
SIGNS = {
    "implantation": lambda when: treatment(when, "pacemaker"),
    "condition": lambda when: condition("pacemaker", when),
    "paced ECG": lambda when: visit(when, rhythm="paced"),
}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("when", ["2026-05-01", "2026-05-12", "2026-05-28"])
def test_every_sign_of_a_pacemaker_is_one(sign: str, when: str) -> None:
    """Seen: told as a condition, or by a paced ECG, the block stayed live, the decision late, CMR without caution."""
    decided = DecisionSeen("d", day("2026-05-11"), "pacemaker", "emergency")
    patient = replace(history(BLOCK, SIGNS[sign](when)), decisions=(decided,))
    after = when > "2026-05-11"
    assert severities("E3", patient) == ["S3h" if after else "S3"]
    assert due(decided, case(patient)).state == (DONE if after else LATE)
    assert "pacemaker" in " ".join(map(text, cautions(case(patient), "CMR"))).lower()


DAYS = st.sampled_from(("2026-05-01", "2026-05", "2026-05-28"))


@given(st.dictionaries(st.sampled_from(list(SIGNS)), DAYS))
def test_the_block_is_answered_as_the_decision_is_done(found: dict[str, str]) -> None:
    """A sign of a month that holds the day of the block answers no block, but is the implantation that was decided."""
    decided = DecisionSeen("d", day("2026-05-30"), "pacemaker")
    patient = replace(history(BLOCK, *(SIGNS[sign](when) for sign, when in found.items())), decisions=(decided,))
    assert severities("E3", patient) == ["S3h" if "2026-05-28" in found.values() else "S3"]
    assert (due(decided, case(patient)).state == DONE) == ("2026-05" in found.values())
    cautious = "pacemaker" in " ".join(map(text, cautions(case(patient), "CMR"))).lower()
    assert cautious == bool(found)


def test_a_pacemaker_stated_absent_since_is_none() -> None:
    gone = ConditionSeen("x", "pacemaker", "absent", day("2026-05-20"))
    patient = history(treatment("2026-05-01", "pacemaker"), gone)
    assert "pacemaker" not in " ".join(map(text, cautions(case(patient), "CMR"))).lower()
    assert due(DecisionSeen("d", day("2026-05-28"), "pacemaker"), case(patient)).state == AWAITED
