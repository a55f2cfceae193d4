"""Sizes as people report them: “27,2”, “2.7 cm”, “27 mm”; always millimetres inside, with the text kept."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from django.utils.translation import gettext as _

_SIZE = re.compile(r"^(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>mm|cm)?$")
MM_PER = {"mm": 1.0, "cm": 10.0}


class Size(NamedTuple):
    """A size in mm, the rounding of its report in mm, and the text as reported."""

    mm: float
    rounding_mm: float
    reported: str


def parse_size(text: str) -> Size:
    """Read one size; raises ValueError with value and remedy.

    The rounding is the last decimal written (27 → 1 mm, 27.2 → 0.1 mm, 2.7 cm → 1 mm).
    """
    said = text.strip().replace("\u2212", "-")
    if said.startswith(("-", "–")):
        said = _("“%(text)s” is negative: was the sign a list dash? Write the size without it.")
        raise ValueError(said % {"text": text})
    match = _SIZE.match(said.lower())
    if match is None:
        said = _("“%(text)s” is not a size. Write one number in mm such as 27.2, or with its unit, as 2.7 cm.")
        raise ValueError(said % {"text": text})
    digits, unit = match["number"].replace(",", "."), match["unit"] or "mm"
    decimals = len(digits.partition(".")[2])
    mm = round(float(digits) * MM_PER[unit], 6)
    if not math.isfinite(mm):
        raise ValueError(_("“%(text)s” is not a size.") % {"text": text})
    return Size(mm=mm, rounding_mm=MM_PER[unit] * 10.0**-decimals, reported=text.strip())
