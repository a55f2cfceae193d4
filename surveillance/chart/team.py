"""The flow of the Heart Team as a drawing: questions from top to bottom, where a yes leads to the right of each."""

from __future__ import annotations

from dataclasses import dataclass

from surveillance.chart.parts import Box, Text
from surveillance.trajectory.team_facts import NO, YES
from surveillance.trajectory.team_flow import Flow, Step
from surveillance.trajectory.team_paper import BRANCH, FOLLOW_UP, Branch

WIDTHS = (700, 340)  # a column of a page or of A4; a phone
FONT, LINE, PAD, GAP = 13, 17, 10, 22
GLYPH = 0.56  # mean width of a letter in parts of the font size
TAKEN, ASKED, PASSED = "taken", "open", "off"  # bold, dashed, thin


@dataclass(frozen=True, slots=True)
class Node:
    """A box of words: a question, or where its yes leads."""

    box: Box
    lines: tuple[Text, ...]
    way: str  # taken | open | off
    kind: str  # question | branch


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one box to another, with its word."""

    path: str
    way: str
    word: Text


@dataclass(frozen=True, slots=True)
class FlowChart:
    """The finished drawing."""

    width: int
    height: float
    font: int
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def flow_chart(flow: Flow, width: int) -> FlowChart:
    """The flow in `width` pixels; in a narrow one the branch stands under its question, indented."""
    draw = _Drawing(width)
    for step in flow.steps:
        draw.ask(step)
    reached = BRANCH[FOLLOW_UP] in flow.reached
    open_still = not reached and not any(step.state == YES for step in flow.steps)
    draw.end(BRANCH[FOLLOW_UP], TAKEN if reached else ASKED if open_still else PASSED)
    return FlowChart(width, draw.y, FONT, tuple(draw.nodes), tuple(draw.arrows))


def way_of(step: Step) -> tuple[str, str]:
    """How the way to the branch and the way to the next question are drawn."""
    if step.state == YES:
        return TAKEN, PASSED
    return (PASSED, TAKEN) if step.state == NO else (ASKED, ASKED)


class _Drawing:
    def __init__(self, width: int) -> None:
        self.narrow = width < 500
        self.left = 6.0
        self.question_width = width - 12.0 if self.narrow else 318.0
        self.branch_x = 44.0 if self.narrow else 394.0
        self.branch_width = width - self.branch_x - 6.0
        self.y = 6.0
        self.nodes: list[Node] = []
        self.arrows: list[Arrow] = []

    def ask(self, step: Step) -> None:
        """A question, its branch, and the way down."""
        to_branch, down = way_of(step)
        words = [f"{step.branch.number}  {step.words}?", step.state_words.capitalize()]
        question = self._box(self.left, self.y, self.question_width, words, "question", way=_way(step))
        top = question.bottom + GAP if self.narrow else self.y
        branch = self._branch(step.branch, top, to_branch, least=0.0 if self.narrow else question.height)
        bottom = max(question.bottom, branch.bottom)
        self._across(question, branch, to_branch)
        x = self.left + 16
        self.arrows.append(Arrow(
            f"M{x} {question.bottom}V{bottom + GAP}", down, Text(x + 7, round(bottom + GAP * 0.7, 1), "no"))
        )  # fmt: skip
        self.y = bottom + GAP

    def end(self, branch: Branch, way: str) -> None:
        """Follow-up, under the last question."""
        words = [f"{branch.number}  {branch.title}", branch.short]
        box = self._box(self.left, self.y, self.question_width, words, "branch", way=way)
        self.y = box.bottom + 6

    def _branch(self, branch: Branch, top: float, way: str, *, least: float) -> Box:
        words = [branch.title, branch.short]
        return self._box(self.branch_x, top, self.branch_width, words, "branch", way=way, least=least)

    def _across(self, question: Box, branch: Box, way: str) -> None:
        if self.narrow:
            x = self.branch_x + 30
            path, word = f"M{x} {question.bottom}V{branch.y}", Text(x + 7, question.bottom + GAP * 0.7, "yes")
        else:
            y = round(question.y + question.height / 2, 1)
            path = f"M{question.right} {y}H{branch.x}"
            word = Text((question.right + branch.x) / 2, y - 5, "yes", "middle")
        self.arrows.append(Arrow(path, way, word))

    def _box(
        self, x: float, y: float, width: float, words: list[str], kind: str, *, way: str, least: float = 0.0
    ) -> Box:
        rows = [row for text in words for row in wrapped(text, width - 2 * PAD)]
        box = Box(x, round(y, 1), width, max(least, len(rows) * LINE + PAD))
        lines = tuple(Text(x + PAD, round(y + PAD / 2 + LINE * (n + 0.75), 1), row) for n, row in enumerate(rows))
        self.nodes.append(Node(box, lines, way, kind))
        return box


def _way(step: Step) -> str:
    return TAKEN if step.state in (YES, NO) else ASKED


def wrapped(text: str, width: float) -> list[str]:
    """The words in lines no wider than `width`."""
    rows: list[str] = []
    for word in text.split(" "):
        if rows and (len(rows[-1]) + 1 + len(word)) * FONT * GLYPH <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows
