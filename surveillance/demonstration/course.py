"""The random course of a simulated patient (CLINICAL F): growth, visits kept and missed, events, death."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from surveillance.demonstration.people import held
from surveillance.demonstration.recipe import RECIPE
from surveillance.demonstration.story import Look, Story
from surveillance.engine.day import DAYS_PER_YEAR, MONTHS_PER_YEAR

ENOUGH_MISSED = 3  # after so many in a row the date is left open
TOLD_AFTER = timedelta(days=9)


@dataclass(slots=True)
class Lesion:
    """The truth behind the sizes: what nobody can see directly."""

    entered: date
    mm: float
    slope: float
    mac_only: bool
    mobile_from: date | None
    dialysis: bool
    step_on: date | None = None
    step_mm: float = 0.0
    ruptured_on: date | None = None
    removed_on: date | None = None
    seen_ruptured: bool = field(default=False)

    def size_on(self, day: date) -> float:
        """The true size in mm."""
        years = (day - self.entered).days / DAYS_PER_YEAR
        stepped = self.step_mm if self.step_on and day >= self.step_on else 0.0
        return held(self.mm + self.slope * years + stepped, 0.0, 110.0)

    def is_mobile(self, day: date) -> bool:
        """Whether a mobile part is there."""
        return self.mobile_from is not None and day >= self.mobile_from


def live(story: Story, *, until: date) -> None:
    """Fill the story with a random course from enrolment to `until`."""
    start = story.case.enrolled_on
    lesion = _lesion(story, start)
    _conditions(story, lesion)
    end, ending = _end(story, until=until)
    _mishaps(story, lesion, end=end)
    last = _visits(story, lesion, end=end)
    if ending:
        _ended(story, ending, end=end, until=until)
    else:
        _next_date(story, lesion, last=last, until=until)


def _lesion(story: Story, start: date) -> Lesion:
    rng = story.rng
    mm = held(float(rng.lognormal(RECIPE.size_log_mean, RECIPE.size_log_sd)), RECIPE.size_low, RECIPE.size_high)
    mac_only, dialysis = rng.random() < RECIPE.mac_only, rng.random() < RECIPE.dialysis
    mobile = _within(story, start, years=RECIPE.years_back) if not mac_only and rng.random() < RECIPE.mobile else None
    lesion = Lesion(start, mm, RECIPE.growth_of(rng), mac_only, mobile, dialysis)
    if rng.random() < RECIPE.abrupt:
        lesion.slope, lesion.step_on = 0.0, _within(story, start, years=RECIPE.years_back)
        lesion.step_mm = float(rng.choice((RECIPE.abrupt_mm, -RECIPE.abrupt_mm, -mm)))
    return lesion


def _within(story: Story, start: date, *, years: float) -> date:
    return start + timedelta(days=int(story.rng.uniform(0.0, years) * DAYS_PER_YEAR))


def _conditions(story: Story, lesion: Lesion) -> None:
    """What is asked at enrolment is answered yes or no; the rest stays unrecorded."""
    start = lesion.entered
    for kind in ("hypertension", "diabetes", "atrial_fibrillation"):
        story.condition(start, kind, status="present" if story.rng.random() < getattr(RECIPE, kind) else "absent")
    if lesion.dialysis:
        story.condition(start, "dialysis")
    story.lies(start, "posterior", *("P2", "P3")[: 1 + int(story.rng.random() < RECIPE.female)])


def _end(story: Story, *, until: date) -> tuple[date, str]:
    """The last day of surveillance and why it ended; "" while it goes on."""
    rng, start = story.rng, story.case.enrolled_on
    years = (until - start).days / DAYS_PER_YEAR
    waits = {"died": RECIPE.years_to_death(story.person.age_on(start), rng)}
    waits["refused"] = float(rng.exponential(1.0 / RECIPE.refusal))
    waits["transferred"] = float(rng.exponential(1.0 / RECIPE.transfer))
    ending = min(waits, key=lambda reason: waits[reason])
    day = start + timedelta(days=1 + int(min(waits[ending], years) * DAYS_PER_YEAR))
    return (day, ending) if day + TOLD_AFTER < until else (until, "")


def _mishaps(story: Story, lesion: Lesion, *, end: date) -> None:
    """Stroke, sepsis and rupture, each at its yearly rate."""
    start, years = lesion.entered, (end - lesion.entered).days / DAYS_PER_YEAR
    rng, infected = story.rng, False
    for kind, rate in (("stroke", RECIPE.stroke), ("sepsis", RECIPE.sepsis)):
        if (wait := float(rng.exponential(1.0 / rate))) < years:
            day = start + timedelta(days=int(wait * DAYS_PER_YEAR))
            more: dict[str, Any] = {"attribution": "undetermined"}
            if kind == "sepsis":
                more = {"organism": "Staphylococcus aureus"}
            story.event(day, kind, **more)
            infected = infected or kind == "sepsis"
    mobile = lesion.mobile_from is not None and lesion.mobile_from < end
    rate = RECIPE.rupture_rate(mobile=mobile, dialysis=lesion.dialysis, slope=lesion.slope, sepsis=infected)
    if (wait := float(rng.exponential(1.0 / rate))) < years:
        lesion.ruptured_on = start + timedelta(days=int(wait * DAYS_PER_YEAR))
        story.event(lesion.ruptured_on, "rupture")


def _visits(story: Story, lesion: Lesion, *, end: date) -> date:
    """Visit after visit until `end`; gives the day of the last exam."""
    day = last = lesion.entered
    story.exam(day, _look(story, lesion, day=day, first=True))
    while True:
        booked_on, day = day, day + timedelta(days=int(_months(story, lesion) * DAYS_PER_YEAR / MONTHS_PER_YEAR))
        if lesion.ruptured_on and not lesion.seen_ruptured and lesion.ruptured_on <= day:
            day = lesion.ruptured_on + timedelta(days=2)
            if day >= end:
                return last
            story.exam(day, _look(story, lesion, day=day))
            _operate(story, lesion, seen_on=day, end=end)
            last = day
            continue
        kept = _keep(story, made_on=booked_on, on=day, end=end)
        if kept is None:
            return last
        day = last = kept
        story.exam(day, _look(story, lesion, day=day))


def _keep(story: Story, *, made_on: date, on: date, end: date) -> date | None:
    """Book, miss, telephone and book again; the day on which the patient came, or None when there is none by `end`."""
    for _ in range(ENOUGH_MISSED):
        if on >= end:
            return None
        if story.rng.random() >= RECIPE.missed:
            story.book(made_on, on, outcome="attended")
            return on
        story.book(made_on, on, outcome="missed")
        made_on = on + timedelta(days=7)
        if made_on >= end:
            return None
        reached = story.rng.random() < 0.7
        story.contact(made_on, "agreed" if reached else "no_answer")
        on = made_on + timedelta(days=int(story.rng.integers(14, 60)))
    return on if on < end else None


def _months(story: Story, lesion: Lesion) -> float:
    """To the next visit: the review's 6 to 12 months, 6 for those at risk, 3 after a rupture."""
    if lesion.seen_ruptured and not lesion.removed_on:
        return 3.0
    short = lesion.dialysis or lesion.mobile_from is not None
    return RECIPE.months_low if short else float(story.rng.uniform(RECIPE.months_low, RECIPE.months_high))


def _look(story: Story, lesion: Lesion, *, day: date, first: bool = False) -> Look:
    modality = "TTE" if first else story.modality()
    quality = "poor" if story.rng.random() < RECIPE.poor_window else "good"
    if lesion.removed_on and day >= lesion.removed_on:
        return Look(None, form="", core=None, mobile=None, annulus="prosthesis_assessed", mr="none")
    if lesion.ruptured_on and day >= lesion.ruptured_on:
        return _ruptured_look(story, lesion, day=day)
    true, form = lesion.size_on(day), "mac" if lesion.mac_only else "ccma"
    core = "" if lesion.mac_only else "areas"
    if true < 3.0:
        return Look(None, modality, form="", core=None, not_visible=True, quality=quality)
    mm, step = story.read(true, modality)
    return Look(
        mm, modality, form=form, core=core, mobile=lesion.is_mobile(day), quality=quality, rounding=step,
        short=modality != "TTE",
    )  # fmt: skip


def _ruptured_look(story: Story, lesion: Lesion, *, day: date) -> Look:
    lesion.seen_ruptured = True
    mm, step = story.read(max(lesion.size_on(day), 5.0), "TOE")
    torn = (("capsule_defect", "present", ""), ("fistula", "present", "lv_la"), ("mr_through_lesion", "present", ""))
    return Look(
        mm, "TOE", "ruptured_ccma", core="large_anechoic", mobile=True, rounding=step, mr="severe", more=torn,
        reason="symptom", short=True,
    )  # fmt: skip


def _operate(story: Story, lesion: Lesion, *, seen_on: date, end: date) -> None:
    """Three in five are operated (ours); the lesion is out afterwards."""
    day = seen_on + timedelta(days=int(story.rng.integers(2, 15)))
    if story.rng.random() < 0.6 and day < end:
        lesion.removed_on = day
        story.treatment(day, "replacement", detail="bioprosthesis")


def _ended(story: Story, ending: str, *, end: date, until: date) -> None:
    told_on = min(end + TOLD_AFTER, until)
    if ending == "died":
        story.died(end, told_on)
    else:
        story.close(end, ending, told_on=told_on)


def _next_date(story: Story, lesion: Lesion, *, last: date, until: date) -> None:
    """Half of those still followed have their next date already."""
    day = last + timedelta(days=int(_months(story, lesion) * DAYS_PER_YEAR / MONTHS_PER_YEAR))
    day = day if day > until else until + timedelta(days=int(story.rng.integers(3, 40)))
    if story.rng.random() < 0.5:
        story.book(max(last, until - timedelta(days=int(story.rng.integers(0, 20)))), day)
