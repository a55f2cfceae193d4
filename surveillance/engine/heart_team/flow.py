"""The Heart Team's flow: the questions of the review's Figure 6 in order, answered from facts or by a person.

An unanswered question is open and never assumed "no": a "no" names the exam or assessment that could tell.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.vocabulary.clinic import TEAM_QUESTIONS
from surveillance.engine.case import Case
from surveillance.engine.heart_team.facts import NO, OPEN, YES, BrainImage, Known, Said, said, since
from surveillance.engine.heart_team.paper import BRANCH, FOLLOW_UP, QUESTIONS, Branch
from surveillance.engine.known.dates import add_months, surely_after, written
from surveillance.engine.known.history import Day, TeamAnswerSeen

STALE = "stale"
STATE_WORDS = {YES: "yes", NO: "no", OPEN: "not answered", STALE: "to be asked again"}


@dataclass(frozen=True, slots=True)
class Step:
    """One question with its answer, what it rests on, and where "yes" leads."""

    question: str
    words: str
    state: str  # yes | no | open | stale
    answer: str  # yes | no | "": what a stale answer said
    reason: str
    branch: Branch
    on: Day | None = None
    source: str = ""  # lineage of the fact; that of a person's answer when `by_person`
    by_person: bool = False
    doubt: str = ""  # why it is stale, or what contradicts it

    @property
    def state_words(self) -> str:
        """Yes; no; not answered; to be asked again (was no)."""
        was = f" (was “{self.answer}”)" if self.state == STALE and self.answer else ""
        return STATE_WORDS[self.state] + was


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
        return _from_person(question, answer, f"a later fact says {facts.state}: {facts.reason}, {written(facts.on)}")
    if answer.answer == "cannot_tell":
        words = f"a person could not tell, {written(answer.when)}: {answer.basis}"
        return Step(question, QUESTIONS[question], OPEN, "", words, BRANCH[question], answer.when, answer.id, True)
    return _from_person(question, answer, _doubt(question, answer.when, known))


def _from_facts(question: str, facts: Said, answers: list[TeamAnswerSeen], known: Known) -> Step:
    """What the facts say; a "no" that time or a later exam has overtaken is stale, a "yes" stands until it ends."""
    doubt = _doubt(question, facts.on, known) if facts.state == NO else ""
    if facts.state == YES and answers and answers[-1].answer == NO:
        doubt = f"a person answered no on {written(answers[-1].when)}; the finding stands until it is assessed"
    state = STALE if facts.state == NO and doubt else facts.state
    answer = facts.state if facts.state != OPEN else ""
    words, branch = QUESTIONS[question], BRANCH[question]
    return Step(question, words, state, answer, facts.reason, branch, facts.on, facts.source, False, doubt)


def _from_person(question: str, answer: TeamAnswerSeen, doubt: str) -> Step:
    return Step(
        question, QUESTIONS[question], STALE if doubt else answer.answer, answer.answer, answer.basis,
        BRANCH[question], answer.when, answer.id, True, doubt,
    )  # fmt: skip


def _doubt(question: str, on: Day | None, known: Known) -> str:
    """Why an answer of that day is to be given again: too old, or something came since."""
    if on is None:
        return "its date is not known"
    months = known.case.policy.team_answer_months
    if known.case.clock.reached(add_months(on.last, months)):
        return f"older than {months:g} months"
    return since(question, known, on)
