"""manage.py trajectory: what it reads, what it prints, and the sentence for every fault."""

from __future__ import annotations

import json
import tracemalloc
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from surveillance.engine.growth.series import Sized
from surveillance.engine.policy import DEFAULT
from surveillance.tables.sizes import Rules, SizesError, read_sizes, remarks, report
from tests.engine.growth.sizes import apart, fit_of

RULES = Rules(DEFAULT, date(2026, 1, 1))
KEYS = [
    "subject",
    "target",
    "n",
    "course",
    "rate_mm_per_year",
    "rate_sd",
    "p_progression",
    "p_regression",
    "level_mm",
    "level_sd",
    "abrupt",
    "exams_to_decide",
]


def figures(text: str, rules: Rules = RULES) -> list[dict[str, object]]:
    """What the file's figures are."""
    return list(report(read_sizes(StringIO(text), rules), DEFAULT))


def test_times_in_years_give_the_figures_of_the_filter() -> None:
    (only,) = figures("subject,time,size_mm\nA,0,21\nA,0.75,22\nA,1.5,26\nA,2.25,28\n")
    fit = fit_of(apart(0.75, 21.0, 22.0, 26.0, 28.0))
    assert list(only) == KEYS
    assert (only["subject"], only["target"], only["n"], only["course"]) == ("A", "mass", 4, "progression")
    assert only["rate_mm_per_year"] == pytest.approx(fit.rate_mm_per_year, abs=1e-12)
    assert (only["level_mm"], only["abrupt"], only["exams_to_decide"]) == (fit.level_mm, [], 0)


def test_lines_may_stand_in_any_order_and_columns_too() -> None:
    one = figures("subject,date,size_mm,modality\nA,2020-01-01,24,TTE\nA,2021-01-01,25,CT\nB,2020-01-01,30,\n")
    two = figures("modality,size_mm,Date,Subject\nCT,25,2021-01-01,A\n,30,2020-01-01,B\nTTE,24,2020-01-01,A\n")
    assert sorted(map(str, one)) == sorted(map(str, two))


def test_abrupt_names_the_dates_as_the_file_writes_them() -> None:
    rows = "".join(f"A,{2020 + year}-01-01,{size}\n" for year, size in enumerate((20, 30, 40, 50)))
    (only,) = figures("subject,date,size_mm\n" + rows)
    assert only["abrupt"] == ["2021-01-01", "2022-01-01"]
    (timed,) = figures("subject,time,size_mm\nA,0,25\nA,1,25\nA,2.5,40\n")
    assert (timed["abrupt"], timed["course"]) == ([2.5], "abrupt change")


def test_one_exam_says_not_enough_information_and_no_rate() -> None:
    (only,) = figures("subject,date,size_mm\nA,2020-01-01,24\n")
    assert (only["course"], only["rate_mm_per_year"], only["p_progression"]) == ("not enough information", None, None)


def test_targets_are_followed_apart_and_not_visible_is_a_result() -> None:
    rows = "A,0,24,mass\nA,0,8,core\nA,1,25,mass\nA,1,not visible,core\n"
    mass, core = figures("subject,time,size_mm,target\n" + rows)
    assert (mass["target"], core["target"], core["n"]) == ("mass", "core", 2)


def test_decimals_say_how_finely_a_size_was_reported() -> None:
    whole, tenths = (read_sizes(StringIO(f"subject,time,size_mm\nA,0,{size}\n"), RULES)[0] for size in ("24", "24.0"))
    assert (whole.sizes[0].rounding_mm, tenths.sizes[0].rounding_mm) == (1.0, 0.1)


def test_the_reader_and_the_rounding_count_as_in_the_registry() -> None:
    rows = ["A,0,20,r1,0.1", "A,1,24,r1,0.1", "A,2,26,r2,5"]
    head = "subject,time,size_mm,reader,rounding_mm\n"
    (only,) = figures(head + "\n".join(rows))
    sizes = [Sized(0, 20, reader="r1", rounding_mm=0.1), Sized(1, 24, reader="r1", rounding_mm=0.1),
             Sized(2, 26, reader="r2", rounding_mm=5)]  # fmt: skip
    assert only["rate_mm_per_year"] == pytest.approx(fit_of(sizes).rate_mm_per_year, abs=1e-12)
    for plain in (",r2,5", ",r1,5"), (",5", ",0.1"):
        assert figures((head + "\n".join(rows)).replace(*plain))[0]["rate_sd"] != only["rate_sd"]
    (empty,) = read_sizes(StringIO(head + "A,0,20.5,,\n"), RULES)
    assert (empty.sizes[0].reader, empty.sizes[0].rounding_mm) == ("", 0.1)


def test_tee_is_toe_and_a_month_counts_at_its_middle() -> None:
    (subject,) = read_sizes(StringIO("subject,date,size_mm,modality\nA,2021-03,24,tee\n"), RULES)
    assert subject.sizes[0].modality == "TOE"
    assert subject.sizes[0].years * 365.25 == pytest.approx(date(2021, 3, 16).toordinal())


HEAD = "subject,date,size_mm,modality\n"
FAULTS = [
    ("", "The file is empty"),
    (HEAD, "holds no sizes"),
    ("subject,date\nA,2020-01-01\n", "column size_mm is missing"),
    ("date,size_mm\n2020-01-01,20\n", "column subject is missing"),
    ("subject,size_mm\nA,20\n", "one of the columns date"),
    ("subject,date,time,size_mm\nA,2020-01-01,1,20\n", "one of the columns date"),
    ("subject;date;size_mm\nA;2020-01-01;20\n", "separated by semicolons"),
    ("subject,subject,date,size_mm\nA,A,2020-01-01,20\n", "subject stands twice"),
    (HEAD + "A,2020-01-01,-9,TTE\n", 'Line 2, size_mm "-9": is negative'),
    (HEAD + "A,2020-01-01,nan,TTE\n", 'Line 2, size_mm "nan": is not a number'),
    (HEAD + "A,2020-01-01,inf,TTE\n", 'Line 2, size_mm "inf": is not a number'),
    (HEAD + "A,2020-01-01,big,TTE\n", 'Line 2, size_mm "big": is not a number'),
    (HEAD + 'A,2020-01-01,"21,4",TTE\n', 'Line 2, size_mm "21,4": is not a number'),
    (HEAD + "A,2020-01-01,2.4 cm,TTE\n", "write the number of millimetres alone: 24."),
    (HEAD + "A,2020-01-01,0,TTE\n", 'write "not visible"'),
    (HEAD + "A,2020-01-01,,TTE\n", 'Line 2, size_mm "": is empty'),
    (HEAD + "A,2020-01-01,240,TTE\n", "more than 120 mm"),
    (HEAD + "A,2020-01-01,24,XRAY\n", 'Line 2, modality "XRAY": is not a modality that gives a size; write one of TTE'),
    (HEAD + "A,2020-01-01,24,PET\n", "is not a modality that gives a size"),
    (HEAD + "A,2020-02-30,24,TTE\n", 'Line 2, date "2020-02-30": is not a day of the calendar'),
    (HEAD + "A,1.2.2020,24,TTE\n", "write YYYY-MM-DD"),
    (HEAD + "A,2020,24,TTE\n", "write YYYY-MM-DD"),
    (HEAD + "A,2030-01-01,24,TTE\n", "lies in the future"),
    (HEAD + "A,,24,TTE\n", 'Line 2, date or time "": is empty'),
    (HEAD + ",2020-01-01,24,TTE\n", 'Line 2, subject "": is empty'),
    (HEAD + "A,2020-01-01,24\n", 'Line 2, "A,2020-01-01,24": has 3 values where the header has 4'),
    (HEAD + "A,2020-01-01,24,TTE\nA,2021-01-01,2.5,TTE\n", 'Line 3, size_mm "2.5": 2.5 on line 3 follows 24 on line 2'),
    ("subject,time,size_mm\nA,soon,24\n", 'Line 2, time "soon": is not a number of years'),
    ("subject,time,size_mm\nA,nan,24\n", 'Line 2, time "nan": is not a number of years'),
    ("subject,time,size_mm,rounding_mm\nA,0,24,fine\n", 'Line 2, rounding_mm "fine": is not a rounding; write 0.01 to'),
    ("subject,time,size_mm,rounding_mm\nA,0,24,0\n", 'Line 2, rounding_mm "0": is not a rounding'),
    ("subject,time,size_mm,rounding_mm\nA,0,not visible,20\n", 'Line 2, rounding_mm "20": is not a rounding'),
    ("subject,time,size_mm,reader\nA,0,24,r\x1b\n", 'reader "r\x1b": holds a character that cannot be shown'),
    ("subject,time,size_mm\nA,0,2_4\n", 'Line 2, size_mm "2_4": is not a number'),
    ("subject,time,size_mm\nA,0,٢٤\n", 'Line 2, size_mm "٢٤": is not a number'),
    ("subject,time,size_mm\nA,0,1e-300\n", "is less than 0.1 mm"),
    ("subject,time,size_mm\nA\x1b[2J,0,24\n", "holds a character that cannot be shown"),
    ("subject,time,size_mm\nA,0,20,5\n", 'Line 2, "A,0,20,5": has 4 values where the header has 3; write decimals'),
    ("subject,time,size_mm\nA;0;20\n", 'Line 2, "A;0;20": is separated by semicolons'),
    ("subject\ttime\tsize_mm\nA\t0\t20\n", "separated by tabs"),
    ('subject,time,size_mm,note\ns,0,20,ok\ns,1,20,"reader 2\ns,2,45,ok\n', "Line 3 is not CSV"),
    ('subject,time,size_mm,note\ns,1,20,"a\ns,2,45,b"\ns,3,20,c\n', "Line 2 has a quote that ends on line 3"),
    ("subject,time,size_mm\ns,0,20\ns,180,22\ns,365,24\n", "Line 4, time of s: lies 365 years after the first"),
    (HEAD + "A,0001-01-01,24,TTE\n", "lies before 1900"),
    (HEAD + "A,9999-12,24,TTE\n", "is not a day of the calendar"),
    ("subject,time,size_mm\n" + "A,0,20\n" * 51, "51 sizes of one target on one day"),
]


@pytest.mark.parametrize(("text", "sentence"), FAULTS, ids=[sentence for _, sentence in FAULTS])
def test_a_fault_is_told_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SizesError) as told:
        read_sizes(StringIO(text), RULES)
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)


def test_a_size_that_looks_like_centimetres_passes_when_given_so() -> None:
    text = "subject,time,size_mm\nA,0,24\nA,1,2.5\n"
    (only,) = figures(text, Rules(DEFAULT, date(2026, 1, 1), as_given=True))
    assert only["course"] == "abrupt change"


def run(path: Path, *options: str) -> tuple[str, str]:
    """What the command prints and what it warns."""
    out, err = StringIO(), StringIO()
    call_command("trajectory", str(path), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_prints_json(tmp_path: Path) -> None:
    path = tmp_path / "sizes.csv"
    path.write_text("\ufeffsubject,date,size_mm\nA,2020-01-01,24\nB,2020-01-01,30\n", encoding="utf-8")
    printed = json.loads(run(path, "--json")[0])
    assert [list(each) for each in printed] == [KEYS, KEYS]


def test_the_command_prints_a_table_and_names_columns_it_did_not_use(tmp_path: Path) -> None:
    path = tmp_path / "sizes.csv"
    path.write_text("subject,time,size_mm,age\nA,0,20,70\nA,1,30,71\nA,2,40,72\nA,3,50,73\n")
    table, warning = run(path)
    assert "progression (abrupt: 1.0, 2.0)" in table
    assert "+8.4" in table
    assert warning.strip() == "Columns not used: age."


def test_what_may_be_a_slip_is_remarked_beside_the_result(tmp_path: Path) -> None:
    path = tmp_path / "sizes.csv"
    path.write_text(
        "\nsubject,time,size_mm,target,modalty\nA,0,20,Mass,CT\nA,1,24,MASS,CT\nA,1,24,mass,CT\nA,1,9,mas,CT\n"
    )
    printed, warning = run(path, "--json")
    assert [(each["target"], each["n"]) for each in json.loads(printed)] == [("mass", 2), ("mas", 1)]
    assert warning.splitlines() == [
        "Columns not used: modalty.",
        "Targets the registry does not know: mas.",
        "Lines that repeat another line: 1; each counts as a reading of its own.",
    ]


def test_one_long_series_among_many_short_ones_costs_no_memory_and_keeps_the_order(tmp_path: Path) -> None:
    long = "".join(f"L,{exam / 100},24\n" for exam in range(5_000))
    text = "subject,time,size_mm\nfirst,0,20\n" + long + "".join(f"s{n},0,20\n" for n in range(3_000))
    tracemalloc.start()
    names = [each["subject"] for each in figures(text)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert names == ["first", "L", *(f"s{n}" for n in range(3_000))]
    assert peak < 100e6, f"{peak / 1e6:.0f} MB"


def test_two_names_for_one_day_give_the_more_precise_in_any_order() -> None:
    rows = ["A,2019-11,40", "A,2019-11-15,40", *(f"A,{year}-01-01,20" for year in (2016, 2017, 2018))]
    said = [figures("\n".join(["subject,date,size_mm", *some]))[0]["abrupt"] for some in (rows, rows[::-1])]
    assert said == [["2019-11-15"], ["2019-11-15"]]


def test_a_broken_file_prints_nothing_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "sizes.csv"
    path.write_text("subject,time,size_mm\nA,0,20\nA,1,-3\n")
    out = StringIO()
    with pytest.raises(CommandError, match='Line 3, size_mm "-3"') as told:
        call_command("trajectory", str(path), "--json", stdout=out)
    assert (out.getvalue(), told.value.returncode) == ("", 1)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "absent.csv")
    (tmp_path / "sizes.xlsx").write_bytes(b"PK\x03\x04\xff\xfe\x00")
    with pytest.raises(CommandError, match="not UTF-8"):
        run(tmp_path / "sizes.xlsx")


AXES_FILE = """subject,time,size_mm,axis
a,0,21,long
a,0,15,short
a,0.75,23,
a,0.75,17,Short
a,1.5,26,long
a,1.5,20,short
"""


def test_the_short_axis_sharpens_the_course_of_the_long_one() -> None:
    (row,) = figures(AXES_FILE)
    sizes = [
        s for t, mm in ((0.0, 21.0), (0.75, 23.0), (1.5, 26.0)) for s in (Sized(t, mm), Sized(t, mm - 6, axis="short"))
    ]
    fit = fit_of(sizes)
    assert (row["n"], row["rate_mm_per_year"], row["level_mm"]) == (3, fit.rate_mm_per_year, fit.level_mm)
    alone = "\n".join(line for line in AXES_FILE.splitlines() if "hort" not in line)
    assert row["rate_sd"] < figures(alone)[0]["rate_sd"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("a,0,21,widest", 'Line 2, axis "widest": is not an axis; write one of long, short, third'),
        ("a,0,21,short", "Line 2, axis of a: no size lies on the long axis"),
    ],
)
def test_an_axis_that_cannot_be_used_is_named(line: str, sentence: str) -> None:
    with pytest.raises(SizesError, match=sentence):
        figures(f"subject,time,size_mm,axis\n{line}\n")


def test_a_short_axis_a_tenth_of_the_long_one_is_no_mistaken_unit() -> None:
    assert figures("subject,time,size_mm,axis\na,0,30,long\na,0,3,short\na,1,30,long\na,1,3,short\n")[0]["n"] == 2
    with pytest.raises(SizesError, match="about ten to one"):
        figures("subject,time,size_mm,axis\na,0,30,long\na,0,20,short\na,1,2,short\n")


def test_short_sizes_that_are_left_out_are_counted() -> None:
    subjects = read_sizes(StringIO("subject,time,size_mm,axis\na,0,15,short\na,1,30,long\n"), RULES)
    assert any("left out" in sentence and sentence.endswith("1.") for sentence in remarks("subject", subjects))
