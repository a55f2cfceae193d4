"""The simulated multicentre cohort: directed patients for every state first, random courses after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, zip_longest

import numpy as np

from surveillance.demonstration.cast_clinic import CLINIC
from surveillance.demonstration.cast_courses import COURSES
from surveillance.demonstration.cast_events import EVENTS
from surveillance.demonstration.cast_follow_up import FOLLOW_UP
from surveillance.demonstration.cast_imaging import IMAGING
from surveillance.demonstration.course import live
from surveillance.demonstration.recipe import RECIPE
from surveillance.demonstration.story import Story
from surveillance.engine.day import DAYS_PER_YEAR
from surveillance.evidence.cases import Case

PATIENTS, CENTRES, SEED = 120, 3, 7
# Whoever asks for few patients still gets some of each kind.
CAST = (*(play for play in chain.from_iterable(zip_longest(COURSES, EVENTS, FOLLOW_UP, CLINIC)) if play), *IMAGING)
CAST_YEARS = 4.0  # before today: where the age of a directed patient is counted


def simulate(*, patients: int, centres: Sequence[str], seed: int, until: date) -> Iterator[Case]:
    """One case after another; patient n is the same whatever the number of patients asked for.

    Directed patients belong to the first centre, so that it shows everything; the others are spread evenly.
    """
    for number in range(1, patients + 1):
        yield one(number, centres=centres, seed=seed, until=until)


def one(number: int, *, centres: Sequence[str], seed: int, until: date) -> Case:
    """Patient `number`, counted from 1."""
    rng = np.random.default_rng([seed, number])
    directed = number <= len(CAST)
    centre = centres[0] if directed else centres[(number - len(CAST)) % len(centres)]
    years = CAST_YEARS if directed else float(rng.uniform(0.1, RECIPE.years_back))
    enrolled_on = until - timedelta(days=int(years * DAYS_PER_YEAR))
    story = Story(number=number, centre=centre, enrolled_on=enrolled_on, rng=rng)
    if directed:
        story.case.enrolled_on = until
        CAST[number - 1](story, until)
    else:
        live(story, until=until)
    return story.finish()
