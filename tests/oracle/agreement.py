"""Where the engine and the oracle by hand differ on random patients."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from surveillance.engine.case import Case
from surveillance.engine.course.patient_growth import follow_all
from surveillance.engine.follow_up.status import status
from surveillance.engine.follow_up.windows import window
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.clock import Clock
from surveillance.engine.policy import DEFAULT
from tests.oracle.course_by_hand import course
from tests.oracle.drawn_histories import Draw
from tests.oracle.filter_by_hand import Course
from tests.oracle.segments_by_hand import sizes
from tests.oracle.windows_by_hand import FollowUp

WORDS = {"not_enough": "undecided"}  # where the engine has another word
CLOSE = 1e-9  # mm, and mm a year


def differences(seeds: range, met: Counter[str] | None = None) -> list[str]:
    """What the engine says otherwise than the oracle, in words; what occurred is counted in `met`."""
    drawn = [Draw(seed) for seed in seeds]
    histories = [draw.history() for draw in drawn]
    grown = follow_all(histories, DEFAULT)
    found = []
    for seed, draw, history, growth in zip(seeds, drawn, histories, grown, strict=True):
        case = Case(history, DEFAULT, Clock(draw.today), growth)
        found += [f"seed {seed}: {each}" for each in _of_one_patient(case, draw, met)]
    return found


def _of_one_patient(case: Case, drawn: Draw, met: Counter[str] | None) -> list[str]:
    found = list(_of_courses(case, met))
    if found == ["close"]:
        return []  # at the cut itself either word is right, and what follows from it
    return [*found, *_of_follow_up(case, drawn, met)]


def _of_courses(case: Case, met: Counter[str] | None) -> Iterator[str]:
    by_hand = sizes(case.history)
    if set(by_hand) != set(case.growth):
        yield f"targets {sorted(case.growth)}, by hand {sorted(by_hand)}"
        return
    for key, segments in by_hand.items():
        said = (*case.growth[key].earlier, case.growth[key])
        if len(said) != len(segments):
            yield f"{key}: {len(said)} segments, by hand {len(segments)}"
            return
        for growth, told in zip(said, (course(read, DEFAULT) for read in segments), strict=True):
            if told.close:
                yield "close"
                return
            if met is not None:
                met[told.word] += 1
            yield from _of_one(key, growth, told)


def _of_one(key: tuple[str, str], growth: Growth, told: Course) -> Iterator[str]:
    word = WORDS.get(told.word, told.word)
    if growth.course != word:
        yield f"{key}: {growth.course}, by hand {word}"
    pairs = [
        (growth.level_mm, told.level),
        (growth.level_sd, told.level_sd),
        (growth.line.slope, told.rate),
        (math.sqrt(growth.line.slope_variance), told.rate_sd),
    ]
    if any(abs(one - other) > CLOSE for one, other in pairs):
        yield f"{key}: level, rate and their SD {pairs}"
    abrupt = {a.day: a.verdict for a in growth.abrupt}
    held = {day: said for day, said in zip(told.days, told.verdicts, strict=True) if said != "ordinary"}
    if abrupt != held:
        yield f"{key}: abrupt {abrupt}, by hand {held}"


def _of_follow_up(case: Case, drawn: Draw, met: Counter[str] | None) -> Iterator[str]:
    by_hand = FollowUp(case.history, DEFAULT, drawn.today)
    due, other = window(case), by_hand.due()
    one = due and (due.earliest, due.target, due.latest, due.plan, due.counted_from)
    two = other and (other.earliest, other.target, other.latest, other.plan, other.counted_from)
    if one != two:
        yield f"window {one}, by hand {two}"
    code, word = status(case, due).code, by_hand.status(other)
    if code != word:
        yield f"status {code}, by hand {word}"
    if met is not None:
        met.update((f"plan {other.plan if other else 'none'}", f"status {word}"))
