"""The filter against an independent engine without a filter, on random histories."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveillance.engine.growth.fit import trajectories
from surveillance.engine.growth.series import Sized
from surveillance.engine.policy import DEFAULT
from tests.oracle.growth_by_kriging import MODALITIES, Read, follow_by_hand

GAPS = st.sampled_from([0.02, 0.25, 0.5, 0.75, 1.0, 3.0])
SIZES = st.one_of(st.none(), st.integers(0, 600).map(lambda tenths: tenths / 10), st.integers(18, 34).map(float))


@st.composite
def histories(draw: st.DrawFn) -> list[Read]:
    """One lesion: up to seven exam days of one to three readings."""
    reads, years = [], draw(st.floats(-5, 5))
    for _ in range(draw(st.integers(1, 7))):
        for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
            modality, reader = draw(st.sampled_from(MODALITIES)), draw(st.sampled_from(["", "a", "b"]))
            reads.append(Read(years, draw(SIZES), modality, reader, draw(st.sampled_from([0.1, 1.0, 5.0]))))
        years += draw(GAPS)
    return reads


@settings(max_examples=150)
@given(histories())
def test_the_filter_agrees_with_one_joint_gaussian_of_all_readings(reads: list[Read]) -> None:
    agrees(reads)


@st.composite
def vectors(draw: st.DrawFn) -> list[Read]:
    """One lesion: up to six exam days of one or two exams with any axes, some read again; the long one comes first."""
    reads, years = [], draw(st.floats(-5, 5))
    for number in range(draw(st.integers(1, 6))):
        for modality in draw(st.sampled_from([["TTE"], ["TTE"], ["CT"], ["TTE", "CT"]])):
            drawn = draw(st.sampled_from([("long",), ("long", "short"), ("long", "short", "third"), ("short",)]))
            axes = drawn if number else ("long", *drawn[1:])
            again = draw(st.sampled_from([(), (), axes[:1], axes]))
            rounding = draw(st.sampled_from([0.1, 1.0, 5.0]))
            for axis, look in [*((axis, "") for axis in axes), *((axis, "b") for axis in again)]:
                size = draw(st.integers(18, 34))
                reads.append(Read(years, float(size), modality, look or "a", rounding, axis, modality, look))
        years += draw(GAPS)
    return reads


@settings(max_examples=150)
@given(vectors())
def test_several_axes_and_re_reads_agree_with_one_joint_gaussian_of_all_readings(reads: list[Read]) -> None:
    agrees(reads)


def agrees(reads: list[Read]) -> None:
    """Verdicts, z, level, slope and mean rate of the filter are those of the joint Gaussian."""
    hand = follow_by_hand(reads, DEFAULT)
    sizes = [Sized(r.years, r.size, r.modality, r.reader, r.rounding, axis=r.axis, reread=bool(r.look)) for r in reads]
    fit = trajectories([sizes], DEFAULT)[0]
    if any(abs(abs(z) - DEFAULT.abrupt_z) < 1e-7 for z in hand.z):
        return  # at the cut itself either word is right
    assert [day.verdict.name.lower() for day in fit.days] == hand.verdicts
    assert [math.nan if day.z is None else day.z for day in fit.days[1:]] == pytest.approx(
        hand.z, abs=1e-7, nan_ok=True
    )
    assert (fit.level_mm, fit.level_sd) == pytest.approx((hand.level, hand.level_sd), abs=1e-7)
    assert (fit.line.slope, math.sqrt(fit.line.slope_variance)) == pytest.approx((hand.rate, hand.rate_sd), abs=1e-7)
    if fit.mean_rate is not None and not math.isnan(hand.mean_rate):
        assert (fit.mean_rate, fit.mean_rate_sd) == pytest.approx((hand.mean_rate, hand.mean_rate_sd), abs=1e-6)
