"""What a researcher can do with the export of the demonstration: rebuild every trajectory, and not the calendar."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from api.export.pseudonyms import project
from registry.models import Centre, Event, Exam, FormAssessment, Patient, Treatment
from surveillance.engine.course.patient_growth import follow
from surveillance.engine.day import DAYS_PER_MONTH, Day
from surveillance.engine.growth.result import Growth
from surveillance.engine.known.history import (
    EventSeen,
    ExamSeen,
    FeatureSeen,
    FormSeen,
    History,
    Reading,
    TreatmentSeen,
)
from surveillance.engine.policy import DEFAULT
from surveillance.review import sweep
from tests.demonstration.houses import NOW, loaded
from tests.export.conftest import Made, exported

pytestmark = pytest.mark.django_db  # so that a run of this file alone makes the database of its shared fixture
ORIGIN = date(1980, 1, 1)  # any: the export gives intervals alone
SOURCES = {"rupture": "EX-3", "heart_failure": "EX-4", "pneumonia": "T1-12"}
Row = dict[str, str]
When = Callable[[str, Row], Day]  # of a row of a table
DATED = {"exams": Exam, "forms": FormAssessment, "events": Event, "treatments": Treatment}


@dataclass(frozen=True)
class Study:
    """An export of the demonstration, one made when two years had passed, and what only the hospital knows."""

    made: Made
    later: Made
    days: dict[tuple[str, str, str], Day]  # the true date of each row by table, patient and number
    pseudonyms: dict[str, str]  # by study id

    def truly(self, table: str, row: Row) -> Day:
        """The true date of a row."""
        return self.days[table, row["patient"], row["nth"]]


def true_days(table: str, people: dict[UUID, str]) -> Iterator[tuple[tuple[str, str, str], Day]]:
    """The dates in the hospital, in the order of the rows."""
    nth: Counter[UUID] = Counter()
    rows = DATED[table].objects.live().order_by("on_first", "on_last", "lineage")  # type: ignore[attr-defined]
    for patient, *day in rows.values_list("patient_id", "on_first", "on_last", "precision"):
        nth[patient] += 1
        yield (table, people[patient], str(nth[patient])), Day(*day)


@pytest.fixture(scope="module")
def study(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("study")
    with loaded(django_db_blocker):
        export = partial(exported, folder, centres=tuple(Centre.objects.values_list("pk", flat=True)))
        made = export(name="now", now=NOW)
        under = project("study", keys=folder / "keys")
        people = {patient.pk: under.pseudonym("P", patient.pk) for patient in Patient.objects.all()}
        days = {key: day for table in DATED for key, day in true_days(table, people)}
        names = {patient.study_id: people[patient.pk] for patient in Patient.objects.all()}
        later = timezone.localdate(NOW) + timedelta(days=730)
        assert sweep.run(now=NOW, as_of=later, full=True).state == "complete"
        return Study(made, export(name="later", now=NOW), days, names)


def test_nothing_in_the_export_depends_on_the_day_it_was_made(study: Study):
    """With the manifest's instant, whatever counts from today would give the index day away."""
    now, later = study.made.data(), study.later.data()
    assert {name for name in now if now[name] != later[name]} == set()


def test_a_published_event_without_a_stated_interval_has_no_month(study: Study):
    events = {(row["patient"], row["kind"]): row for row in study.made.table("events")}
    found = {case: events[study.pseudonyms[f"PUB-{case}"], kind] for kind, case in SOURCES.items()}
    assert [found[case]["months"] for case in found] == ["", "", ""]
    spans = {case: (row["months_first"], row["months_last"]) for case, row in found.items()}
    assert spans == {"EX-3": ("60", ""), "EX-4": ("0", "2"), "T1-12": ("-12", "0")}
    form = next(r for r in study.made.table("forms") if r["patient"] == study.pseudonyms["PUB-EX-3"])
    assert (form["months"], form["months_first"], form["months_last"]) == ("", "60", "")


def test_the_standing_names_the_lesion_and_the_target_that_its_sizes_speak_of(study: Study):
    sizes = {
        (row["patient"], row["lesion"], row["target"], row["months"], row["size_mm"])
        for row in study.made.table("measurements")
        if row["axis"] == "long"
    }
    columns = ("patient", "lesion", "target", "size_months", "size_mm")
    said = {tuple(row[name] for name in columns) for row in study.made.table("standing") if row["size_mm"]}
    assert len(said) > 100
    assert said - sizes == set()


def test_months_alone_give_the_course_of_nearly_every_trajectory(study: Study):
    pairs = list(rebuilt(study, by_months))
    assert len(pairs) > 120
    differing = [row["patient"] for row, growth in pairs if row["course"] != growth.course]
    assert len(differing) <= 0.05 * len(pairs)


def course_now(growth: Growth) -> str:
    """An operation or a rupture ends a course: the standing shows none until the next exam."""
    return growth.course if growth.ended_on is None else "undecided"


def test_the_true_days_give_every_rate_and_course(study: Study):
    pairs = list(rebuilt(study, study.truly))
    assert [row["patient"] for row, growth in pairs if row["course"] != course_now(growth)] == []
    rates = [(float(row["rate_mm_per_year"]), growth) for row, growth in pairs if row["rate_mm_per_year"]]
    assert len(rates) > 60
    assert max(abs(rate - growth.rate_mm_per_year) for rate, growth in rates) <= 0.005 + 1e-9


def test_without_the_readers_the_rates_would_not_come_back(study: Study):
    """The check above can fail: a change of reader widens the error."""
    pairs = rebuilt(study, study.truly, readers=False)
    rates = [(float(row["rate_mm_per_year"]), growth) for row, growth in pairs if row["rate_mm_per_year"]]
    assert any(abs(rate - growth.rate_mm_per_year) > 0.005 for rate, growth in rates)


def test_two_exams_of_one_day_share_its_number(study: Study):
    here: dict[tuple[str, str], set[Day]] = defaultdict(set)
    for row in study.made.table("exams"):
        here[row["patient"], row["exam_day"]].add(study.truly("exams", row))
    assert {len({day.middle for day in days}) for (_, number), days in here.items() if number} == {1}
    assert len(here) < len(study.made.table("exams"))


def by_months(_: str, row: Row) -> Day:
    """A day as the export gives it; exam days of one month stay apart."""
    if row["months"]:
        apart = int(row.get("exam_day") or 0) / 10
        return Day.exactly(ORIGIN + timedelta(days=round(int(row["months"]) * DAYS_PER_MONTH + apart)))
    first, last = row["months_first"], row["months_last"] or row["months_first"]
    return Day(*(ORIGIN + timedelta(days=int(end) * DAYS_PER_MONTH) for end in (first, last)), "nominal")


def rebuilt(study: Study, when: When, *, readers: bool = True) -> Iterator[tuple[Row, Growth]]:
    """The standing of each patient with a size, beside the growth worked out from the files alone."""
    tables = {
        name: grouped(study.made, name)
        for name in ("exams", "measurements", "features", "forms", "events", "treatments")
    }
    for row in study.made.table("standing"):
        if row["target"]:
            own = {name: rows[row["patient"]] for name, rows in tables.items()}
            yield row, follow(history(own, when, readers=readers), DEFAULT)[row["lesion"], row["target"]]


def grouped(made: Made, name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in made.table(name):
        found[row["patient"]].append(row)
    return found


def history(own: dict[str, list[Row]], when: When, *, readers: bool) -> History:
    """One patient as the files tell."""
    days = {row["exam"]: when("exams", row) for row in own["exams"]}
    kept = [
        ExamSeen(
            id=row["exam"], when=days[row["exam"]], modality=row["modality"], quality=row["quality"],
            annulus=row["annulus"], reader=row["reader"] if readers else "",
            readings=tuple(reading(m) for m in own["measurements"] if m["exam"] == row["exam"]),
            features=tuple(
                FeatureSeen(f["lesion"], f["feature"], f["value"], f["detail"])
                for f in own["features"]
                if f["exam"] == row["exam"]
            ),
        )
        for row in own["exams"]
    ]  # fmt: skip
    forms = [
        FormSeen(
            f"F{row['nth']}", row["lesion"], days.get(row["exam"]) or when("forms", row), row["form"],
            row["exam"] or None, row["by_cardiologist"] == "1", row["rupture_answer"],
        )
        for row in own["forms"]
    ]  # fmt: skip
    lesions = {row["lesion"] for name in ("measurements", "features", "forms") for row in own[name]}
    return History(
        patient="", enrolled_on=ORIGIN, lesions=tuple(sorted(lesions)), exams=tuple(kept), forms=tuple(forms),
        events=tuple(
            EventSeen(f"E{r['nth']}", r["kind"], when("events", r), r["lesion"] or None) for r in own["events"]
        ),
        treatments=tuple(
            TreatmentSeen(f"T{r['nth']}", r["kind"], when("treatments", r), r["lesion"] or None)
            for r in own["treatments"]
        ),
    )  # fmt: skip


def reading(row: Row) -> Reading:
    """One size."""
    size = float(row["size_mm"]) if row["size_mm"] else None
    return Reading(
        row["lesion"], row["target"], row["axis"], size, float(row["rounding_mm"]), row["not_visible"] == "1"
    )
