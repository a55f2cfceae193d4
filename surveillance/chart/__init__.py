"""Numbers of an SVG, pure: what the pages draw of sizes over time."""

from surveillance.chart.drawing import trajectory
from surveillance.chart.figure import WIDTHS, Figure, Row, figure
from surveillance.chart.parts import Sparkline, TrajectoryChart
from surveillance.chart.sentence import sentence
from surveillance.chart.spark import sparkline
from surveillance.chart.words import Window

__all__ = [
    "WIDTHS",
    "Figure",
    "Row",
    "Sparkline",
    "TrajectoryChart",
    "Window",
    "figure",
    "sentence",
    "sparkline",
    "trajectory",
]
