"""The colours: readable in light and dark, and the five marks apart for every kind of colour vision."""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static" / "annulus.css").read_text(encoding="utf-8")
TOKEN = re.compile(r"--([\w-]+):light-dark\((#[0-9a-f]+),(#[0-9a-f]+)\)")
LIGHT = {name: light for name, light, _ in TOKEN.findall(CSS)}
DARK = {name: dark for name, _, dark in TOKEN.findall(CSS)}
THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
MARKS = ("TTE", "TOE", "CT", "CMR", "PET")
# Machado, Oliveira, Fernandes 2009 (IEEE TVCG 15:1291), severity 1.0, for linear RGB
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
APART = 30.0  # smallest CIE76 distance between two marks; UX 3.3 searched for 35 with its own emulation


def linear(colour: str) -> tuple[float, ...]:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    low, high = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as this kind of vision sees it."""
    rgb = linear(colour)
    r, g, b = (min(max(sum(m * c for m, c in zip(row, rgb, strict=True)), 0), 1) for row in VISION[vision])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, vision: str) -> float:
    return sum((p - q) ** 2 for p, q in zip(lab(one, vision), lab(other, vision), strict=True)) ** 0.5


@THEMES
def test_words_have_a_contrast_of_at_least_4_5(colours: dict[str, str]) -> None:
    pairs = list(product(("ink", "soft", "blue", "red", "amber", "green"), ("page", "paper")))
    pairs += [("on-blue", "blue"), ("on-red", "red")]
    assert {
        (a, b): round(contrast(colours[a], colours[b]), 2) for a, b in pairs if contrast(colours[a], colours[b]) < 4.5
    } == {}


@THEMES
def test_marks_and_edges_have_a_contrast_of_at_least_3(colours: dict[str, str]) -> None:
    faint = [name for name in (*MARKS, "edge") if contrast(colours[name], colours["paper"]) < 3]
    assert faint == []


@THEMES
@pytest.mark.parametrize("vision", VISION)
def test_no_two_marks_look_alike(colours: dict[str, str], vision: str) -> None:
    apart = {(a, b): distance(colours[a], colours[b], vision) for a, b in combinations(MARKS, 2)}
    assert min(apart.values()) >= APART, min(apart, key=lambda pair: apart[pair])
