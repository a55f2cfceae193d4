"""The tables say what was recorded: sizes, intervals, ages, what stands now and what stood then."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from api.export.build import in_order
from api.export.case import age_band, index_of, months, span
from api.export.order import Order
from api.export.pseudonyms import project
from registry import recording
from registry.models import Event
from surveillance.engine.day import Day
from surveillance.models import Signal, Standing
from tests.export import people

DAY0 = Day.exactly(date(2024, 7, 8))


def on(first: str, last: str = "", precision: str = "day") -> Day:
    return Day(date.fromisoformat(first), date.fromisoformat(last or first), precision)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (on("2024-07-08"), 0),
        (on("2025-07-08"), 12),  # counted on a calendar, not by the formula
        (on("2024-09-20"), 2),
        (on("2024-06-08"), -1),
        (on("2025-02-01", "2025-02-28", "month"), 7),
        (on("2019-01-01", "2019-12-31", "year"), None),  # see the span below
        (on("2024-08-01", "2024-09-01", "year"), 1),  # 31 days are a month, whatever they are called
        (on("2024-07-08", "2024-08-09", "year"), None),
        (on("2025-07-08", precision="nominal"), None),  # no calendar date stands behind it
        (None, None),
    ],
)
def test_months_are_counted_from_the_index_as_precisely_as_the_date_is_known(day, expected):
    assert months(DAY0, day) == expected


NOMINAL = on("2000-01-01", precision="nominal")


def test_a_nominal_origin_gives_intervals_among_nominal_dates():
    origin = on("2000-01-01", precision="nominal")
    assert months(origin, on("2000-10-01", precision="nominal")) == 9
    assert months(origin, on("2000-10-01")) is None


def test_a_date_known_to_the_year_never_gives_away_the_month_of_the_index():
    year = on("2023-01-01", "2023-12-31", "year")
    days = [date(2024, 1, 1), *(date(2024, month, 15) for month in range(1, 13)), date(2024, 12, 31)]
    assert {span(Day.exactly(day), year) for day in days} == {(-24, 0)}


@pytest.mark.parametrize(
    ("index", "day", "expected"),
    [
        (DAY0, on("2019-01-01", "2019-12-31", "year"), (-72, -48)),  # -66.2 and -54.3 months, outward to whole years
        (on("2024-01-01", "2024-12-31", "year"), on("2025-03-01"), (0, 24)),  # a wide index makes every date wide
        (NOMINAL, on("2000-01-01", "2000-03-01", "nominal"), (0, 2)),
        (NOMINAL, on("2000-02-01", "2000-12-31", "nominal"), (1, None)),  # “later”: no known end
        (NOMINAL, on("2000-03-01", precision="nominal"), (None, None)),  # months says it
        (NOMINAL, on("2019-01-01", "2019-12-31", "year"), (None, None)),  # no calendar date stands behind it
        (DAY0, None, (None, None)),
    ],
)
def test_a_wide_date_has_a_span_and_no_month(index, day, expected):
    assert span(index, day) == expected
    assert months(index, day) is None or expected == (None, None)


def test_the_index_is_the_first_exam_known_to_the_month_or_better():
    vague, clear = on("2020-01-01", "2020-12-31", "year"), on("2021-03-01", "2021-03-31", "month")
    assert index_of([on("2022-01-01"), vague, clear], enrolled=DAY0) == (clear, "exam")
    assert index_of([vague], enrolled=DAY0) == (vague, "exam")
    assert index_of([], enrolled=DAY0) == (DAY0, "enrolment")


@pytest.mark.parametrize(
    ("born", "band"),
    [("1964-07-09", "55 to 59"), ("1964-07-07", "60 to 64"), ("1934-07-01", "90+"), ("1924-01-01", "90+"),
     ("1934-07-20", "85 to 89"), ("2030-01-01", ""), ("1850-01-01", "")],
)  # fmt: skip
def test_ages_are_five_year_bands_with_ninety_and_over_pooled(born, band):
    assert age_band(DAY0, on(born)) == band


def test_an_unknown_birth_has_no_age():
    assert age_band(DAY0, None) == ""


def test_every_file_opens_with_the_standard_reader(once):
    made = once.made
    for path in made.folder.glob("*.csv"):
        content = path.read_bytes().decode("utf-8")
        lines = list(csv.reader(content.splitlines(keepends=True), strict=True))
        assert len({len(line) for line in lines}) == 1, path.name
        assert content.endswith("\r\n")
        assert len(lines) > 1, path.name


def test_sizes_come_out_as_they_went_in(once):
    made = once.made
    sizes = sorted(row["size_mm"] for row in made.table("measurements") if row["size_mm"])
    assert sizes == sorted(["24", "25", "26", "27.2", "28.2", "29.2"] + ["26"] * 6)
    assert [row["not_visible"] for row in made.table("measurements") if not row["size_mm"]] == ["1"] * 3
    assert {row["rounding_mm"] for row in made.table("measurements")} == {"0.1"}


def test_measurements_and_features_find_their_exam(once):
    made = once.made
    exams = {row["exam"]: row for row in made.table("exams")}
    assert len(exams) == 15
    for name in ("measurements", "features", "forms", "echo", "ct", "cmr", "nuclear"):
        for row in made.table(name):
            assert exams[row["exam"]]["patient"] == row["patient"]


def test_times_of_every_kind_of_fact_count_from_the_first_exam(once):
    made = once.made
    first = made.table("exams")[0]["patient"]
    own = {
        name: [r for r in made.table(name) if r["patient"] == first]
        for name in ("exams", "events", "conditions", "visits")
    }
    assert [row["months"] for row in own["exams"]] == ["0", "12", "13", "13", "14"]  # 8-Jul-2024 … 9-Sep-2025
    assert (own["events"][0]["months"], own["events"][0]["precision"]) == ("7", "month")
    since = own["conditions"][0]
    assert [since[f"since_{name}"] for name in ("months", "months_first", "months_last", "precision")] == [
        "", "-72", "-48", "year",
    ]  # fmt: skip
    assert own["conditions"][0]["until_months"] == ""
    assert own["visits"][0]["months"] == "9"


def test_derived_numbers_are_rounded(once):
    row = once.made.table("standing")[0]
    assert (row["rate_mm_per_year"], row["p_progression"], row["size_months"]) == ("2.35", "0.912", "12")


def test_a_heading_that_fades_with_the_calendar_is_left_out_unless_it_is_rupture(once, small, make, nurse):
    assert {row["heading"] for row in once.made.table("standing")} == {""}  # a sepsis in each history
    people.remember(small[0])
    assert make().table("standing")[0]["heading"] == ""
    Standing.objects.update(heading="ruptured")
    assert make().table("standing")[0]["heading"] == "ruptured"


def test_a_heading_without_such_an_event_is_given(home, nurse, make):
    people.remember(people.enrol(home, nurse, 1))
    assert make().table("standing")[0]["heading"] == "toward_rupture"


def test_the_month_of_a_signal_is_that_of_an_exam_or_nothing(home, nurse, make):
    patient = people.enrol(home, nurse, 1)
    people.scan(patient, nurse, "2024-07-08")
    exam = people.scan(patient, nurse, "2025-07-08")
    people.remember(patient)
    assert make().table("signals")[0]["since_months"] == ""  # rests on no exam
    Signal.objects.update(facts=[str(exam.lineage)])
    assert make().table("signals")[0]["since_months"] == "12"


def test_the_signals_of_follow_up_stay(once, small, make):
    people.remember(small[0])
    Signal.objects.update(rule="F2")
    assert make().table("signals") == []


def test_readers_are_numbers_within_the_patient_in_the_order_of_their_first_exam(home, nurse, make):
    patient = people.enrol(home, nurse, 1)
    days = {"2024-07-08": "B", "2024-01-08": "A", "2025-07-08": "A", "2026-01-08": ""}
    for day, reader in days.items():
        people.scan(patient, nurse, day, reader=reader)
    people.scan(patient, nurse, "2026-01-08", modality="CT", reader="C")
    rows = make().table("exams")
    assert [row["reader"] for row in rows[:3]] == ["1", "2", "1"]
    assert sorted(row["reader"] for row in rows[3:]) == ["", "3"]
    assert [row["exam_day"] for row in rows] == ["1", "2", "3", "4", "4"]


def test_the_patients_of_another_centre_stay_there(small, make, elsewhere, nurse):
    people.enrol(elsewhere, nurse, 1)
    assert len(make().table("patients")) == 2
    assert len(make(centres=(elsewhere.pk,)).table("patients")) == 1


def test_a_retracted_fact_is_gone_and_an_amended_one_stands_once(small, make, nurse):
    events = Event.objects.order_by("patient__study_id")
    recording.retract(events[0], stamp=people.stamp(nurse, people.later(1)), reason="wrong patient")
    recording.amend(events[1], stamp=people.stamp(nurse, people.later(2)), reason="typo", changes={"kind": "stroke"})
    assert sorted(row["kind"] for row in make().table("events")) == ["stroke"]


def test_an_as_of_export_gives_what_was_known_then_byte_for_byte(small, make, nurse, home):
    before = make(as_of=people.later(5)).data()
    event, late = Event.objects.first(), people.stamp(nurse, people.later(10))
    recording.amend(event, stamp=late, reason="typo", changes={"kind": "stroke"})
    newcomer = people.enrol(home, nurse, 9, at=people.later(11))
    people.scan(newcomer, nurse, "2025-01-01", at=people.later(11))
    again = make(as_of=people.later(5), minutes=90)
    assert again.data() == before
    assert make(minutes=90).data()["events.csv"] != before["events.csv"]
    assert not (again.folder / "standing.csv").exists()
    assert "standing.csv" in again.manifest["left_out"][0]


def test_a_patient_first_recorded_later_is_not_in_an_earlier_state(small, make, nurse, home):
    people.enrol(home, nurse, 9, at=people.later(11))
    assert [len(make(as_of=people.later(m)).table("patients")) for m in (-1, 0, 10, 11)] == [0, 2, 2, 3]


def test_the_same_state_gives_the_same_bytes(small, make):
    assert make().data() == make(minutes=61).data()


def test_two_projects_share_no_pseudonym_and_no_order(small, make, home, nurse):
    for number in range(3, 10):
        people.enrol(home, nurse, number)
    one, other = make(project="one"), make(project="other")
    for column, table in (("patient", "patients"), ("exam", "exams")):
        assert not {row[column] for row in one.table(table)} & {row[column] for row in other.table(table)}
    keys = [project(name, keys=one.folder.parent / "keys") for name in ("one", "other")]
    assert in_order(Order((home.pk,), "one"), keys[0]) != in_order(Order((home.pk,), "other"), keys[1])


def test_the_same_project_keeps_its_pseudonyms_when_patients_join(small, make, home, nurse):
    before = {row["patient"] for row in make().table("patients")}
    people.enrol(home, nurse, 7)
    assert before < {row["patient"] for row in make().table("patients")}


def test_the_rows_of_a_file_come_in_the_order_of_the_pseudonyms(small, make):
    patients = [row["patient"] for row in make().table("patients")]
    assert patients == sorted(patients)


def test_a_patient_without_exams_counts_from_enrolment(home, nurse, make):
    people.enrol(home, nurse, 1)
    row = make().table("patients")[0]
    assert (row["index_basis"], row["enrolled_months"], row["exams"], row["age_band"]) == (
        "enrolment",
        "0",
        "0",
        "75 to 79",
    )


def test_a_nominal_index_says_so_and_has_no_calendar_interval(home, nurse, make):
    patient = people.enrol(home, nurse, 1, origin="published")
    people.scan(patient, nurse, "", when=people.days("2000-01-01", precision="nominal"))
    row = make().table("patients")[0]
    assert (row["index_precision"], row["enrolled_months"], row["origin"]) == ("nominal", "", "published")
