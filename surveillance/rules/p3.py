"""P3: thrombus, content, tumour or abscess: CMR."""

from __future__ import annotations

from surveillance.rules.imaging import ImagingStep
from surveillance.trajectory.protocol import SENTENCES


class P3(ImagingStep):
    """Thrombus, content, tumour or abscess: CMR."""

    id = "P3"
    title = "Next imaging: CMR"
    source = SENTENCES["P3"]
    advice = "Consider a CMR with long inversion time."
