"""manage.py trajectory FILE.csv: the growth and the course of each subject of a file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveillance.engine.policy import DEFAULT
from surveillance.tables.sizes import Rules, SizesError, Subject, read_sizes, remarks, report

LONG_WORK = 10_000  # targets; from here on a progress line is shown
HEADINGS = ("subject", "target", "exams", "mm/year", "± SD", "P growth", "P shrink", "level", "± SD", "to decide")
KEYS = ("rate_mm_per_year", "rate_sd", "p_progression", "p_regression", "level_mm", "level_sd")
HELP = """Growth and course of each subject and target of a CSV file.

Columns, by name, in any order:
  subject     who was measured
  date        YYYY-MM-DD or YYYY-MM; or instead
  time        years from any origin
  size_mm     the size in mm; or: not visible
  modality    optional: TTE (when absent), TOE, CT or CMR
  target      optional: mass (when absent), core, vegetation ...
  axis        optional: long (when absent), short or third; level and course are the long one's, the others sharpen them
  reader      optional: who read it, by any name; another than the first reader counts with a wider error
  rounding_mm optional: the last digit of the size in mm, such as 1 or 0.1

Without rounding_mm whole numbers count as rounded to 1 mm, others to their decimals. Probabilities are under the
prior of the unsigned default policy. A first exam, or exams within a month, give no rate."""


class Command(BaseCommand):
    """Reads sizes, follows them, prints figures; writes nothing."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Keep the lines of the help as they are written."""
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and how to print."""
        parser.add_argument("file", help="the CSV file")
        parser.add_argument("--json", action="store_true", help="print a JSON list, one object per subject and target")
        parser.add_argument("--as-given", action="store_true", help="accept sizes that look like cm for mm")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything is read and computed before anything is printed."""
        text = _text(Path(options["file"]))
        rules = Rules(DEFAULT, timezone.localdate(), options["as_given"])
        try:
            subjects = read_sizes(StringIO(text), rules)
        except SizesError as error:
            raise CommandError(str(error)) from None
        figures = self._figures(subjects)
        for remark in remarks(text.lstrip().partition("\n")[0], subjects):
            self.stderr.write(remark)
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, allow_nan=False, indent=1))
            return
        self._table(figures)

    def _figures(self, subjects: list[Subject]) -> list[dict[str, Any]]:
        figures: list[dict[str, Any]] = []
        for done, each in enumerate(report(subjects, DEFAULT), start=1):
            figures.append(each)
            if len(subjects) >= LONG_WORK and done % (LONG_WORK // 10) == 0:
                self.stderr.write(f"\r{done} of {len(subjects)} targets", ending="" if done < len(subjects) else "\n")
        return figures

    def _table(self, figures: list[dict[str, Any]]) -> None:
        rows = [HEADINGS, *(_row(each) for each in figures)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
        courses = ["course", *(_course(each) for each in figures)]
        for row, course in zip(rows, courses, strict=True):
            cells = (
                cell.ljust(w) if i < 2 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
            )
            self.stdout.write("  ".join((*cells, course)).rstrip())


def _text(path: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CommandError(f"Line {line} of {path} is not UTF-8 text; save it as CSV in UTF-8.") from None


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    rate, rate_sd, *odds, level, level_sd = (each[key] for key in KEYS)
    shown = ("–" if p is None else f"{p:.2f}" for p in odds)
    sizes = ("–" if value is None else f"{value:.1f}" for value in (level, level_sd))
    rates = ("–" if rate is None else f"{rate:+.1f}", "–" if rate_sd is None else f"{rate_sd:.1f}")
    further = each["exams_to_decide"]
    return (
        each["subject"],
        each["target"],
        str(each["n"]),
        *rates,
        *shown,
        *sizes,
        "–" if further is None else str(further),
    )


def _course(each: dict[str, Any]) -> str:
    """The course, and the exam days that were abrupt."""
    days = ", ".join(str(day) for day in each["abrupt"])
    return f"{each['course']} (abrupt: {days})" if days else str(each["course"])
