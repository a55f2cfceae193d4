"""X5: an alert has not been answered in time."""

from __future__ import annotations

from datetime import date

from surveillance.engine.case import Case
from surveillance.engine.message import Message, say
from surveillance.engine.policy import ANSWER_NUMBERS
from surveillance.engine.rules.base import DATA_MANAGER, Number, Rule, Signal, number
from surveillance.engine.rules.evidence import unsigned


def late_words(severity: str, opened_on: date) -> Message:
    """The sentence of a late card."""
    return say("x5.late", severity=severity, opened_on=opened_on)


def anchor_of(card: str, severity: str) -> str:
    """One lateness for each card and severity."""
    return f"{card}:{severity}"


class X5(Rule):
    """From the hour after the time that the severity of the open card allows, until somebody answers it.

    The review, which alone knows the card and the hour, gives both; the rule makes no card and asks for no answer.
    """

    id = "X5"
    title = say("x5.title")
    severity = "T"
    calendar = True
    clinical = False
    role = DATA_MANAGER
    silent = True
    about_card = True
    source = "None in the literature: 49 to 96 % of reminders are overridden elsewhere, so silence is asked about"
    advice = say("x5.advice")

    def look(self, case: Case) -> list[Signal]:
        """One signal for each card and severity."""
        card = case.history.card
        if card is None or not card.is_late or card.severity not in ANSWER_NUMBERS:
            return []
        name = ANSWER_NUMBERS[card.severity]
        return [
            self.signal(
                anchor_of(card.id, card.severity),
                late_words(card.severity, card.opened_on),
                since=card.opened_on,
                numbers=(number(case.policy, name, say("x5.time")), Number(say("x5.severity"), card.severity)),
                against=(say("x5.by_telephone"), *unsigned(case.policy)),
            )
        ]
