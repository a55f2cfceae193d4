"""Writes down one simulated patient: exams, bookings, contacts and events, each entered on its own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from registry.models import (
    Closure,
    Condition,
    Event,
    FormAssessment,
    LabResult,
    LesionDescription,
    PatientFact,
    Treatment,
    Visit,
)
from registry.recording import ExamEntry
from registry.vocabulary.terms import ECHO, FEATURE
from surveillance.demonstration.people import Person, invent
from surveillance.demonstration.recipe import ERROR_MM, MODALITY_MIX, RECIPE, Rng
from surveillance.engine.known.dates import add_months
from surveillance.engine.policy import DEFAULT
from surveillance.evidence.cases import Case, Change, RecordExam, RecordFact
from surveillance.models import Appointment, Contact

SOURCE = "Simulated: nobody is behind this record."
READERS = ("Dr A", "Dr B", "Dr C")
SHORT_TO_LONG = 0.7  # ours: the orthogonal diameter of a semilunar mass


@dataclass(frozen=True, slots=True)
class Look:
    """What one exam shows; `core` is "" for absent and None for not assessed, `mobile` likewise False and None."""

    mm: float | None = None
    modality: str = "TTE"
    form: str = "ccma"
    core: str | None = "areas"
    mobile: bool | None = False
    not_visible: bool = False
    quality: str = "good"
    annulus: str = ""
    reason: str = "scheduled"
    rounding: float = 1.0
    reported: str = ""
    mr: str = "mild"
    echo: tuple[tuple[str, float | str], ...] = ()  # further typed readings of an echo: field, value
    more: tuple[tuple[str, str, str], ...] = ()  # further features: code, value, detail
    short: bool = False

    @property
    def result(self) -> str:
        """What became of the annulus."""
        return self.annulus or ("not_visible" if self.not_visible else "measured" if self.mm else "not_examined")


class Story:
    """One patient being told; `case` holds the result."""

    def __init__(self, *, number: int, centre: str, enrolled_on: date, rng: Rng) -> None:
        self.rng = rng
        self.person: Person = invent(rng, number=number, centre=centre, enrolled_on=enrolled_on)
        self.case = Case(
            study_id=f"SYN-{centre}-{number:04d}", enrolled_on=enrolled_on, origin="synthetic", centre=centre,
            source=SOURCE, identity=self.person.identity, demographics=self.person.demographics,
        )  # fmt: skip
        self._offsets: dict[str, float] = {}
        self._keys = 0

    def finish(self) -> Case:
        """The case with its deeds in order of the days on which they were entered."""
        self.case.deeds.sort(key=lambda deed: deed.on or date.max)
        first = min((deed.on for deed in self.case.deeds if deed.on), default=self.case.enrolled_on)
        self.case.enrolled_on = min(first, self.case.enrolled_on)
        return self.case

    # --- exams --------------------------------------------------------------------------------------------------

    def exam(self, on: date, look: Look) -> str:
        """Enter an exam on its day; gives its key."""
        key = self._key()
        self.case.deeds.append(RecordExam(on, self.entry(on, look), key))
        return key

    def late(self, told_on: date, entry: ExamEntry) -> str:
        """Enter an exam later than the day on which it was made."""
        key = self._key()
        self.case.deeds.append(RecordExam(told_on, entry, key))
        return key

    def entry(self, on: date, look: Look) -> ExamEntry:
        """The exam as typed; simulated sizes are never held up by the question whether they are right."""
        values = {
            "on_first": on, "on_last": on, "precision": "day", "modality": look.modality, "quality": look.quality,
            "annulus": look.result, "reason": look.reason, "reader": READERS[self.rng.integers(len(READERS))],
        }  # fmt: skip
        entry = ExamEntry(values=values, measurements=self._sizes(look), features=_features(look), confirmed=True)
        if look.form:
            entry.forms.append({"form": look.form})
        if look.modality in ECHO and look.mr:
            entry.reading = {"mr_grade": look.mr} | dict(look.echo)
        return entry

    def read(self, mm: float, modality: str) -> tuple[float, float]:
        """A size of `mm` as this modality would report it (CLINICAL C2): offset, error, rounding."""
        if modality not in self._offsets:
            self._offsets[modality] = float(self.rng.normal(0.0, DEFAULT.offset_sd)) if self._offsets else 0.0
        sd = max(ERROR_MM[modality], DEFAULT.error_relative * mm)
        step = 5.0 if self.rng.random() < RECIPE.rounded_to_5_mm else 1.0
        seen = mm + self._offsets[modality] + float(self.rng.normal(0.0, sd))
        return max(round(seen / step) * step, step), step

    def modality(self) -> str:
        """One of the mix of CLINICAL F."""
        names = tuple(MODALITY_MIX)
        return names[int(self.rng.choice(len(names), p=tuple(MODALITY_MIX.values())))]

    def _sizes(self, look: Look) -> list[dict[str, Any]]:
        if look.not_visible:
            return [{"target": "mass", "axis": "long", "size_mm": None, "not_visible": True, "reported": "not visible"}]
        if look.mm is None:
            return []
        shared = {"target": "mass", "rounding_mm": look.rounding}
        sizes = [shared | {"axis": "long", "size_mm": look.mm, "reported": look.reported or f"{look.mm:g} mm"}]
        if look.short:
            short = round(look.mm * SHORT_TO_LONG)
            sizes.append(shared | {"axis": "short", "size_mm": float(short), "reported": f"{short} mm"})
        return sizes

    # --- everything else ----------------------------------------------------------------------------------------

    def fact(self, on: date, model: type[PatientFact], /, **values: Any) -> str:
        """Enter any fact on the day `on`; gives its key."""
        key = self._key()
        self.case.deeds.append(RecordFact(on, model, values, key))
        return key

    def change(self, on: date, key: str, reason: str, /, **changes: Any) -> None:
        """Amend a fact, or take it back when nothing is changed."""
        self.case.deeds.append(Change(on, key, reason, changes))

    def correct(self, on: date, key: str, *, reason: str, entry: ExamEntry) -> None:
        """Amend an exam."""
        self.case.deeds.append(Change(on, key, reason, entry=entry))

    def event(self, on: date, kind: str, *, told_on: date | None = None, **more: Any) -> str:
        """An event of that day."""
        return self.fact(told_on or on, Event, **_day(on), kind=kind, **more)

    def treatment(self, on: date, kind: str, *, detail: str = "") -> str:
        """A treatment of that day."""
        return self.fact(on, Treatment, **_day(on), kind=kind, detail=detail)

    def condition(self, on: date, kind: str, *, status: str = "present", severity: str = "") -> None:
        """A condition as known on that day."""
        self.fact(on, Condition, kind=kind, status=status, severity=severity)

    def visit(self, on: date, **findings: Any) -> str:
        """A visit with its findings."""
        return self.fact(on, Visit, **_day(on), **findings)

    def lab(self, on: date, kind: str, value: float, *, unit: str, low: float | None, high: float | None) -> str:
        """A laboratory value with the laboratory's limits."""
        return self.fact(on, LabResult, **_day(on), kind=kind, value=value, unit=unit, low=low, high=high)

    def assess(self, on: date, form: str, *, rupture: str = "", basis: str = "") -> None:
        """A cardiologist's dated assessment."""
        values = {"form": form, "rupture_answer": rupture, "basis": basis, "by_cardiologist": True}
        self.fact(on, FormAssessment, **_day(on), **values)

    def lies(self, on: date, annulus: str = "posterior", *segments: str) -> None:
        """Where the lesion lies."""
        self.fact(on, LesionDescription, annulus=annulus, segments=sorted(segments))

    def close(self, on: date, reason: str, *, told_on: date | None = None, note: str = "") -> str:
        """The end of surveillance."""
        return self.fact(told_on or on, Closure, **_day(on), reason=reason, note=note)

    def book(self, made_on: date, on: date, *, outcome: str = "", reason: str = "", modality: str = "TTE") -> str:
        """A date booked, and what became of it on that day (nothing yet if empty)."""
        key = self.fact(made_on, Appointment, on=on, modality=modality, state="booked", reason=reason)
        if outcome:
            self.change(on, key, outcome, state=outcome)
        return key

    def contact(self, on: date, outcome: str, *, way: str = "phone", again_on: date | None = None) -> None:
        """An attempt to reach the patient."""
        self.fact(on, Contact, on=on, way=way, outcome=outcome, again_on=again_on)

    def died(self, on: date, told_on: date) -> None:
        """Death, entered on the day the centre hears of it; surveillance ends with it."""
        self.event(on, "death", told_on=told_on)

    def _key(self) -> str:
        self._keys += 1
        return str(self._keys)


def _features(look: Look) -> list[dict[str, Any]]:
    """What the modality is able to show, and only that (Table 2)."""
    found: list[tuple[str, str, str]] = list(look.more)
    if look.core is not None:
        found.append(("echolucent_core", "present" if look.core else "absent", look.core))
    if look.mobile is not None:
        found.append(("mobile_element", "present" if look.mobile else "absent", "strand" if look.mobile else ""))
    able = [f for f in found if look.modality in FEATURE[f[0]].modalities]
    return [{"feature": code, "value": value, "detail": detail} for code, value, detail in able]


def _day(on: date) -> dict[str, Any]:
    return {"on_first": on, "on_last": on, "precision": "day"}


def ago(today: date, *, months: float = 0, days: int = 0) -> date:
    """So many months and days before `today`."""
    return add_months(today, -months) - timedelta(days=days)
