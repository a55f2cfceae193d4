"""P6: the exam of choice is contraindicated: the next of the order, or none."""

from __future__ import annotations

from surveillance.rules.imaging import ImagingStep
from surveillance.trajectory.protocol import SENTENCES


class P6(ImagingStep):
    """The exam of choice is contraindicated: the next of the order, or none."""

    id = "P6"
    title = "Next imaging: alternative"
    source = SENTENCES["P6"]
    advice = "Consider the next exam of the order; discuss in the Heart Team when none is left."
