"""The lanes under the plot: letters and words that never overlap, nothing lost, stretches that fit together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.vocabulary import terms
from surveillance.chart.lanes import RADIUS
from surveillance.chart.parts import Box, TrajectoryChart
from surveillance.chart.scale import frame_of
from surveillance.engine.day import Day
from surveillance.engine.known.history import ConditionSeen, EventSeen, FormSeen, TreatmentSeen
from tests.chart.cases import CROWD, GROWING, NOMINAL, WIDTHS, Case, on

EVENTS = terms.labels(terms.EVENTS)
KINDS = [term.code for term in terms.EVENTS]
DAYS = st.dates(date(2012, 1, 1), date(2027, 3, 1))


def with_events(case: Case, *events: EventSeen) -> Case:
    return replace(case, history=replace(case.history, events=events))


def letters(chart: TrajectoryChart) -> list[Box]:
    return [Box(e.x - RADIUS, e.y - RADIUS, 2 * RADIUS, 2 * RADIUS) for e in chart.events]


def words(chart: TrajectoryChart) -> list[Box]:
    frame = frame_of(int(chart.width))
    texts = [e.words for e in chart.events if e.words]
    return [Box(t.x, t.y - frame.font * 0.8, frame.text_width(t.words), frame.font) for t in texts]


@given(happened=st.lists(st.tuples(DAYS, st.sampled_from(KINDS)), max_size=25), width=st.sampled_from(WIDTHS))
def test_no_letter_and_no_word_of_the_lane_overlaps_another(happened: list[tuple[date, str]], width: int) -> None:
    events = [EventSeen(str(n), kind, Day.exactly(day)) for n, (day, kind) in enumerate(happened)]
    chart = with_events(GROWING, *events).chart(width)
    boxes = letters(chart) + words(chart)
    assert not any(a.meets(b) for a, b in combinations(boxes, 2))
    assert all(chart.plot.x <= box.x and box.right <= chart.width for box in boxes)


@given(happened=st.lists(st.tuples(DAYS, st.sampled_from(KINDS)), max_size=25), width=st.sampled_from(WIDTHS))
def test_no_event_is_lost(happened: list[tuple[date, str]], width: int) -> None:
    events = [EventSeen(str(n), kind, Day.exactly(day)) for n, (day, kind) in enumerate(happened)]
    chart = with_events(GROWING, *events).chart(width)
    said = "; ".join(event.label for event in chart.events)
    assert sum(int(e.letter) if e.letter.isdigit() else 1 for e in chart.events) == len(events)
    assert all(EVENTS[kind] in said for _, kind in happened)


def test_ten_events_of_one_day_become_two_letters_and_a_number() -> None:
    events = [EventSeen(str(n), "fever", on(2025, 2, 1)) for n in range(10)]
    assert [e.letter for e in with_events(GROWING, *events).chart().events] == ["P", "P", "8"]


def test_a_lane_says_its_events_in_words_where_there_is_room() -> None:
    assert [e.words.words for e in GROWING.chart(1100).events if e.words] == ["Sepsis", "TIA"]


def test_on_a_phone_the_key_under_the_chart_says_what_the_letters_mean() -> None:
    chart = GROWING.chart(340)
    assert [e.label for e in chart.unlabelled] == ["Sepsis, 10-Feb-2025", "Transient ischaemic attack, 18-Nov-2025"]


def test_sepsis_embolism_rupture_and_death_are_urgent_and_fever_is_not() -> None:
    kinds = ("sepsis", "stroke", "rupture", "death", "fever")
    events = [EventSeen(str(n), kind, on(2022 + n, 2, 1)) for n, kind in enumerate(kinds)]
    tones = [e.tone for e in with_events(GROWING, *events).chart().events]
    assert tones == ["urgent"] * 4 + ["plain"]


def test_an_event_before_the_chart_stands_at_its_edge_and_says_its_year() -> None:
    stroke = CROWD.chart().events[0]
    assert stroke.earlier
    assert stroke.words is not None
    assert stroke.words.words == "Stroke 2019"


def test_an_event_of_another_lesion_is_not_drawn() -> None:
    assert with_events(GROWING, EventSeen("x", "rupture", on(2025, 1, 1), lesion="L2")).chart().events == ()


def test_the_hairline_of_an_event_spares_the_labels_of_the_axis() -> None:
    chart = GROWING.chart()
    floor = chart.plot.bottom
    for event in chart.events:
        upper, lower = event.stem.removeprefix("M").split("M")
        assert float(upper.split("V")[1]) == floor
        assert float(lower.split()[1].split("V")[0]) > max(t.y for t in chart.ticks if t.y > floor)


def test_treatment_is_an_event_but_watchful_waiting_is_not() -> None:
    given_ = (TreatmentSeen("a", "surveillance", on(2024, 1, 1)), TreatmentSeen("b", "repair", on(2024, 6, 1)))
    case = replace(GROWING, history=replace(GROWING.history, treatments=given_))
    assert [e.label for e in case.chart().events if e.letter == "T"] == ["Surgical mitral repair, 01-Jun-2024"]


def test_dialysis_runs_from_its_start_to_the_edge() -> None:
    chart = GROWING.chart()
    (block,) = chart.dialysis
    assert block.box.x > chart.marks[2].x
    assert block.box.right == pytest.approx(chart.plot.right, abs=0.1)
    assert block.label == "Haemodialysis since 01-Sep-2022"


def test_dialysis_of_unknown_start_begins_at_the_edge_and_says_so() -> None:
    chart = CROWD.chart()
    (block,) = chart.dialysis
    assert block.box.x == chart.plot.x
    assert block.label == "Haemodialysis since when not recorded"


def test_dialysis_that_ended_ends_in_the_chart() -> None:
    spell = ConditionSeen("c", "dialysis", "present", on(2022, 1, 1), on(2023, 1, 1))
    chart = replace(GROWING, history=replace(GROWING.history, conditions=(spell,))).chart()
    assert chart.dialysis[0].box.right < chart.marks[5].x


def test_dialysis_ends_in_the_chart_where_it_is_stated_absent() -> None:
    began = ConditionSeen("c", "dialysis", "present", on(2022, 1, 1))
    gone = ConditionSeen("d", "dialysis", "absent", on(2023, 1, 1))
    chart = replace(GROWING, history=replace(GROWING.history, conditions=(began, gone))).chart()
    assert [block.label for block in chart.dialysis] == ["Haemodialysis since 01-Jan-2022, until 01-Jan-2023"]
    assert chart.dialysis[0].box.right < chart.marks[5].x


def test_dialysis_ruled_out_is_not_drawn() -> None:
    spell = ConditionSeen("c", "dialysis", "absent")
    assert replace(GROWING, history=replace(GROWING.history, conditions=(spell,))).chart().dialysis == ()


@pytest.mark.parametrize("width", WIDTHS)
def test_forms_follow_each_other_without_gap_or_overlap(width: int) -> None:
    chart = CROWD.chart(width)
    mac, ruptured, resolved = chart.forms
    assert [b.code for b in chart.forms] == ["mac", "ruptured_ccma", "resolved"]
    assert mac.box.right == pytest.approx(ruptured.box.x, abs=0.1)
    assert ruptured.box.right == pytest.approx(resolved.box.x, abs=0.1)
    assert resolved.box.right == pytest.approx(chart.plot.right, abs=0.1)


def test_the_same_form_read_again_stays_one_block() -> None:
    days = (on(2024, 1, 5), on(2024, 6, 5), on(2025, 1, 5))
    forms = tuple(FormSeen(str(n), "L1", day, "ccma") for n, day in enumerate(days))
    (block,) = replace(CROWD, history=replace(CROWD.history, forms=forms)).chart().forms
    assert block.label == "CCMA, 05-Jan-2024, read 3 times until 05-Jan-2025"


def test_a_form_too_short_for_its_name_keeps_it_as_label() -> None:
    forms = (FormSeen("a", "L1", on(2024, 1, 5), "mac"), FormSeen("b", "L1", on(2024, 1, 6), "ccma"))
    chart = replace(CROWD, history=replace(CROWD.history, forms=forms)).chart(340)
    assert (chart.forms[0].words, chart.forms[0].label) == (None, "MAC, 05-Jan-2024")


def test_of_two_forms_of_one_day_the_one_recorded_last_goes_on() -> None:
    forms = (FormSeen("b", "L1", on(2024, 1, 5), "ccma"), FormSeen("a", "L1", on(2024, 1, 5), "mac"))
    (block,) = replace(CROWD, history=replace(CROWD.history, forms=forms)).chart().forms
    assert block.label == "MAC, 05-Jan-2024"


@pytest.mark.parametrize("width", WIDTHS)
def test_words_in_a_block_fit_the_block(width: int) -> None:
    frame = frame_of(width)
    for case in (GROWING, CROWD):
        chart = case.chart(width)
        named = [b for b in (*chart.dialysis, *chart.forms) if b.words]
        assert all(b.words.x + frame.text_width(b.words.words) <= b.box.right for b in named if b.words)


def test_an_empty_lane_takes_no_room() -> None:
    bare = replace(GROWING, history=replace(GROWING.history, events=(), forms=(), conditions=()))
    assert bare.chart().lane_titles == ()
    assert bare.chart().height < GROWING.chart().height


def test_nominal_events_say_their_distance_from_the_first_exam() -> None:
    assert [e.label for e in NOMINAL.chart().events] == ["Fever, 3 mo after the first exam"]


def test_a_partial_date_of_an_event_is_a_bar() -> None:
    known = with_events(GROWING, EventSeen("x", "fever", on(2024, 8, 15))).chart().events[0]
    august = Day(date(2024, 8, 1), date(2024, 8, 1) + timedelta(days=30), "month")
    vague = with_events(GROWING, EventSeen("x", "fever", august)).chart().events[0]
    assert "H" not in known.stem
    assert "H" in vague.stem
