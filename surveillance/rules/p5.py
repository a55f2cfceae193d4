"""P5: an infection asks for FDG-PET."""

from __future__ import annotations

from surveillance.rules.imaging import ImagingStep
from surveillance.trajectory.protocol import SENTENCES


class P5(ImagingStep):
    """An infection asks for FDG-PET."""

    id = "P5"
    title = "Next imaging: PET"
    source = SENTENCES["P5"]
    advice = "Consider FDG-PET; diffuse uptake can mask the annulus."
