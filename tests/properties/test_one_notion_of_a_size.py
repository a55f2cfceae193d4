"""The size and the form that the lists show are those that the chart draws and the rules read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from surveillance.chart.marks import sizes_of
from surveillance.engine.known.history import ExamSeen, History, Reading
from surveillance.engine.lesion.forms import RANK, current
from surveillance.engine.policy import DEFAULT
from surveillance.review.standing import _sizes, leading
from tests.engine.rules.histories import case, day, form, history
from tests.engine.rules.random_histories import in_order

LESIONS = tuple(str(UUID(int=n)) for n in (1, 2))
lesions = st.sampled_from(LESIONS)
readings = st.builds(
    lambda lesion, axis, mm: Reading(lesion, "mass", axis, mm, not_visible=mm is None),
    lesions,
    st.sampled_from(("long", "short")),
    st.none() | st.integers(8, 40).map(float),
)
exams = st.builds(
    lambda n, when, modality, found: ExamSeen(f"{n}", day(when), modality, readings=tuple(found), quality="good"),
    st.integers(0, 99),
    st.sampled_from(("2025-01-10", "2025-03", "2025-03-10", "2025-09-10", "2026")),
    st.sampled_from(("TTE", "CT", "CMR")),
    st.lists(readings, min_size=1, max_size=3, unique_by=lambda r: (r.lesion, r.axis)),
)
forms = st.builds(
    lambda when, code, lesion: form(when, code, lesion=lesion),
    st.sampled_from(("2025-01-10", "2025-03-10", "2025-09-10")),
    st.sampled_from((*RANK, "indeterminate")),
    lesions,
)


def row(patient: History) -> dict[str, Any]:
    return _sizes(case(patient))


@settings(max_examples=200)
@given(st.lists(exams, max_size=5, unique_by=lambda e: e.id))
def test_the_list_shows_the_last_size_that_the_chart_draws(found: list[ExamSeen]) -> None:
    """Seen: a short axis alone was drawn in the line of the longest ones and not listed; "not visible" of an exam that
    could not have shown the mass was listed as the last size."""
    patient = history(*in_order(found), lesions=LESIONS)
    growth = leading(case(patient).growth)
    drawn = [size for size in sizes_of(patient, growth, DEFAULT) if size.tells] if growth else []
    listed = row(patient)
    last = drawn[-1] if drawn else None
    assert (listed["size_on"], listed["size_mm"]) == ((last.exam.when.middle, last.mm) if last else (None, None))
    assert [(on, mm) for on, mm, _by in listed["spark"]] == [
        (size.exam.when.middle.isoformat(), size.mm) for size in drawn
    ]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(forms, max_size=5, unique_by=lambda f: f.id))
def test_the_list_shows_the_worst_form_that_a_lesion_has_now(found: list[Any]) -> None:
    """Seen: ruptured in January, the other lesion MAC in February: the list said MAC."""
    patient = history(*found, lesions=LESIONS)
    now = [one.form for lesion in LESIONS if (one := current(patient, lesion))]
    assert row(patient)["form"] == (max(now, key=lambda code: RANK[code]) if now else "indeterminate" if found else "")
