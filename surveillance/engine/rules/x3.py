"""X3: the last two sizes of a target were read by different modalities or readers."""

from __future__ import annotations

from surveillance.engine.case import Case
from surveillance.engine.course.courses import present
from surveillance.engine.day import Day
from surveillance.engine.growth.called import called
from surveillance.engine.growth.result import Growth, Point
from surveillance.engine.known.history import History
from surveillance.engine.message import Message, say
from surveillance.engine.policy import Policy
from surveillance.engine.rules.base import DATA_MANAGER, Rule, Signal, is_past, number
from surveillance.engine.rules.evidence import exams_behind, unsigned


class X3(Rule):
    """A note beside the sizes, until two exam days in succession share a modality and a reader."""

    id = "X3"
    title = say("x3.title")
    severity = "S1"
    calendar = False
    clinical = False
    role = DATA_MANAGER
    source = "None in the literature on CCMA: readers and modalities differ more than one reader with one modality"
    advice = say("x3.advice")

    def look(self, case: Case) -> list[Signal]:
        """One note for each target whose last two sized exam days share no modality, or no reader."""
        found = []
        for growth in present(case):
            sized = [point for point in growth.points if not point.not_visible]
            if len(sized) > 1 and (switched := _switched(sized[-2], sized[-1])):
                found.append(self._signal(case.history, growth, sized[-1], switched=switched, policy=case.policy))
        return found

    def _signal(
        self, history: History, growth: Growth, last: Point, *, switched: tuple[Message, ...], policy: Policy
    ) -> Signal:
        return self.signal(
            f"{growth.lesion}:{growth.target}:{last.day.isoformat()}",
            say("x3.switched", target=called(growth.target), on=last.day, switched=switched),
            since=last.day,
            lesion=growth.lesion,
            historical=is_past(history, Day.exactly(last.day), lesion=growth.lesion),
            numbers=(
                number(policy, "other_reader_factor", say("x3.other_reader_factor")),
                number(policy, "offset_sd", say("x3.offset_sd")),
            ),
            against=(say("x3.larger_error"), *unsigned(policy)),
            facts=exams_behind(history, growth, on=last.day),
        )


def _switched(before: Point, last: Point) -> tuple[Message, ...]:
    """What the two days do not share; a reader who is not recorded is no other reader."""
    said = []
    old, new = ({sized.modality for sized in point.readings if sized.size_mm is not None} for point in (before, last))
    if not old & new:
        said.append(say("x3.modalities", new=tuple(sorted(new)), old=tuple(sorted(old))))
    was, now = ({sized.reader for sized in point.readings if sized.size_mm is not None} for point in (before, last))
    if "" not in was | now and not was & now:
        said.append(say("x3.reader"))
    return tuple(said)
