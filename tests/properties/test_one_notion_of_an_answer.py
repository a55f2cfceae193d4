"""A signal is answered for a page when it asks nothing of the card, and sends to the Heart Team as its rule says."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from surveillance.engine.asking import is_answered, is_open
from surveillance.engine.cards import CARDS
from surveillance.engine.heart_team.agenda import SENT_AT
from surveillance.engine.policy import DEFAULT
from surveillance.engine.rules import RULES
from surveillance.models import Signal
from surveillance.pages.patient import parts


def signal(rule: str, severity: str, answered: str = "") -> Signal:
    return Signal(rule=rule, anchor="a", severity=severity, answered=answered, since=date(2026, 5, 1), headline="x")


@pytest.mark.parametrize(("severity", "answered"), list(product(CARDS, ("", *CARDS))))
def test_what_has_risen_since_the_answer_is_not_called_answered(severity: str, answered: str) -> None:
    """Seen: regurgitation answered as S2 and risen to S4 still read "answered"."""
    said = signal("V1", severity, answered)
    assert is_answered(said) != is_open(said)
    assert ("answered" in parts.said(said, DEFAULT).marks) == (answered >= severity)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("severity", ["T", "S1", *CARDS])
def test_the_card_leads_to_the_heart_team_whom_the_agenda_expects(rule, severity: str) -> None:
    leads = parts.said(signal(rule.id, severity), DEFAULT).for_the_team
    assert leads == (bool(rule.heart_team) and severity in SENT_AT)
