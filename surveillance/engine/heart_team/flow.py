"""The Heart Team's flow: the questions of the review's Figure 6 in order, answered from facts or by a person.

An unanswered question is open and never assumed "no": a "no" names the exam or assessment that could tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.vocabulary.clinic import TEAM_QUESTIONS
from surveillance.engine.case import Case
from surveillance.engine.day import Day
from surveillance.engine.heart_team.facts import NO, OPEN, YES, BrainImage, Known, Said, said, since
from surveillance.engine.heart_team.paper import BRANCH, FOLLOW_UP, Branch
from surveillance.engine.known.dates import add_months, surely_after
from surveillance.engine.known.history import TeamAnswerSeen
from surveillance.engine.message import Code, Message, Text, say

STALE = "stale"
STATE_WORDS: Mapping[str, Message] = {
    YES: say("flow.yes"),
    NO: say("flow.no"),
    OPEN: say("flow.open"),
    STALE: say("flow.stale"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One question with its answer, what it rests on, and where "yes" leads."""

    question: str
    state: str  # yes | no | open | stale
    answer: str  # yes | no | "": what a stale answer said
    reason: Text  # a person's own words, where a person answered
    branch: Branch
    on: Day | None = None
    source: str = ""  # lineage of the fact; that of a person's answer when `by_person`
    by_person: bool = False
    doubt: Text = ""  # why it is stale, or what contradicts it

    @property
    def words(self) -> Code:
        """The question in words."""
        return Code("team_questions", self.question)

    @property
    def state_words(self) -> Message:
        """Yes; no; not answered; to be asked again (was no)."""
        state = STATE_WORDS[self.state]
        if self.state == STALE and self.answer:
            return say("flow.was", state=state, answer=STATE_WORDS[self.answer])
        return state


@dataclass(frozen=True, slots=True)
class Flow:
    """Every question, and the branches that are reached."""

    steps: tuple[Step, ...]

    @property
    def reached(self) -> tuple[Branch, ...]:
        """The branches a "yes" leads to, in the order of the figure; follow-up when every answer is a fresh "no"."""
        found = tuple(step.branch for step in self.steps if step.state == YES)
        return (BRANCH[FOLLOW_UP],) if not found and self.is_answered else found

    @property
    def is_answered(self) -> bool:
        """Whether no question is open or stale."""
        return not self.unanswered

    @property
    def unanswered(self) -> tuple[Step, ...]:
        """What a meeting still has to ask."""
        return tuple(step for step in self.steps if step.state in (OPEN, STALE))


def flow(case: Case, *, brain: BrainImage | None = None) -> Flow:
    """The whole path of one patient as known today."""
    known = Known(case, brain)
    return Flow(tuple(_step(term.code, known) for term in TEAM_QUESTIONS))


def _step(question: str, known: Known) -> Step:
    facts = said(question, known)
    answers = [answer for answer in known.case.history.answers if answer.question == question]
    if not answers or (question == "ruptured" and facts.state == YES):
        return _from_facts(question, facts, answers, known)
    answer = answers[-1]
    if facts.on and facts.state in (YES, NO) and facts.state != answer.answer and surely_after(facts.on, answer.when):
        if answer.answer == "cannot_tell":
            return _from_facts(question, facts, answers, known)
        state = STATE_WORDS[facts.state]
        return _from_person(question, answer, say("flow.later_fact", state=state, reason=facts.reason, when=facts.on))
    if answer.answer == "cannot_tell":
        words = say("flow.could_not_tell", when=answer.when, basis=answer.basis)
        return Step(question, OPEN, "", words, BRANCH[question], answer.when, answer.id, True)
    return _from_person(question, answer, _doubt(question, answer.when, known))


def _from_facts(question: str, facts: Said, answers: list[TeamAnswerSeen], known: Known) -> Step:
    """What the facts say; a "no" that time or a later exam has overtaken is stale, a "yes" stands until it ends."""
    doubt: Text = _doubt(question, facts.on, known) if facts.state == NO else ""
    if facts.state == YES and answers and answers[-1].answer == NO:
        doubt = say("flow.person_said_no", when=answers[-1].when)
    state = STALE if facts.state == NO and doubt else facts.state
    answer = facts.state if facts.state != OPEN else ""
    return Step(question, state, answer, facts.reason, BRANCH[question], facts.on, facts.source, False, doubt)


def _from_person(question: str, answer: TeamAnswerSeen, doubt: Text) -> Step:
    return Step(
        question, STALE if doubt else answer.answer, answer.answer, answer.basis,
        BRANCH[question], answer.when, answer.id, True, doubt,
    )  # fmt: skip


def _doubt(question: str, on: Day | None, known: Known) -> Text:
    """Why an answer of that day is to be given again: too old, or something came since."""
    if on is None:
        return say("flow.no_date")
    months = known.case.policy.team_answer_months
    if known.case.clock.reached(add_months(on.last, months)):
        return say("flow.older", months=months)
    return since(question, known, on)
