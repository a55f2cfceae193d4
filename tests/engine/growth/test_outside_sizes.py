"""Sizes that nobody here made: aortic diameters under surveillance, and tumour lesions with several readers."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from surveillance.engine.growth.decide import DAYS_PER_YEAR
from surveillance.engine.growth.filter import Start
from surveillance.engine.growth.fit import Fit, trajectories
from surveillance.engine.growth.series import Sized
from surveillance.engine.policy import DEFAULT
from tests.engine.growth.sizes import STRAIGHT


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def is_sound(fit: Fit) -> bool:
    """All numbers finite, all probabilities probabilities."""
    numbers = [
        fit.level_mm,
        fit.level_sd,
        fit.line.slope,
        *(d.level_mm for d in fit.days),
        *(d.z or 0.0 for d in fit.days),
    ]
    odds = [p for p in (fit.p_progression, fit.p_regression, fit.p_stability) if p is not None]
    return all(map(math.isfinite, numbers)) and fit.level_sd > 0.0 and all(-1e-12 <= p <= 1.0 for p in odds)


def aneurysms(outside_data: Path) -> dict[str, list[Sized]]:
    """The scans that measured something: 29 is "below 30, not measured", the row at age 60 is no scan."""
    sizes: dict[str, list[Sized]] = defaultdict(list)
    for row in rows(outside_data / "aneur" / "aneur.csv"):
        if float(row["diam"]) >= 30.0 and row["age"] != "60":
            sizes[row["ptnum"]].append(Sized(float(row["age"]), float(row["diam"])))
    return sizes


def test_aneurysms_grow(outside_data: Path) -> None:
    fits = trajectories(list(aneurysms(outside_data).values()), DEFAULT)
    assert len(fits) > 150
    assert all(map(is_sound, fits))
    words = [fit.course for fit in fits]
    assert words.count("progression") > 5 * words.count("regression")


def test_started_from_lme4_it_gives_the_slopes_of_113_aneurysms(outside_data: Path) -> None:
    sizes = aneurysms(outside_data)
    fitted = json.loads((outside_data / "aneur" / "expected.json").read_text())["growth"]["lmm_reml"]
    expected = {row["ptnum"]: float(row["blup"]) for row in rows(outside_data / "aneur" / "expected_slopes.csv")}
    sd, cross = np.array([fitted["sd_intercept"], fitted["sd_slope"]]), fitted["corr"]
    start = Start(
        np.array([fitted["intercept"], fitted["slope_mm_per_year"]]), np.outer(sd, sd) * [[1.0, cross], [cross, 1.0]]
    )
    policy = replace(STRAIGHT, error_tte=fitted["sd_residual"], error_relative=0.0, abrupt_z=1e9)
    unrounded = [[replace(sized, rounding_mm=0.0) for sized in sizes[subject]] for subject in expected]
    fits = trajectories(unrounded, policy, start=start)
    slopes = {subject: fit.line.slope for subject, fit in zip(expected, fits, strict=True)}
    assert slopes == pytest.approx(expected, abs=1e-3)


def test_tumours_with_several_readers_give_sound_figures(outside_data: Path) -> None:
    sizes: dict[tuple[str, str], list[Sized]] = defaultdict(list)
    for row in rows(outside_data / "recist-lesions" / "tr_onco_recist.csv"):
        if row["TRTESTCD"] == "LDIAM" and row["TRSTRESN"] not in ("", "NA") and len(row["TRDTC"]) == 10:
            years = date.fromisoformat(row["TRDTC"]).toordinal() / DAYS_PER_YEAR
            size = float(row["TRSTRESN"]) or None  # 0 mm is "not seen"
            sizes[row["USUBJID"], row["TRLNKID"]].append(
                Sized(years, size, "CT", row["TREVALID"] or row["TREVAL"], 0.01)
            )
    fits = trajectories(list(sizes.values()), DEFAULT, smoothed=True)
    assert len(fits) > 5
    assert all(map(is_sound, fits))
