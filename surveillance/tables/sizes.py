"""Sizes from a CSV file: subject, date or time in years, size_mm; optionally modality, target, axis, reader …"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.vocabulary.terms import TARGETS
from surveillance.engine.day import DAYS_PER_YEAR, Day
from surveillance.engine.growth.abrupt import Verdict
from surveillance.engine.growth.fit import Fit, trajectories
from surveillance.engine.growth.series import AXIS, LONG, MODALITIES, Sized, followed
from surveillance.engine.policy import Policy
from surveillance.words.message import text

SIZED = MODALITIES[:4]  # PET and nuclear imaging give no size (CLINICAL C2)
SYNONYMS = {"TEE": "TOE", "MRI": "CMR"}
COLUMNS = ("subject", "date", "time", "size_mm", "modality", "target", "axis", "reader", "rounding_mm")
NOT_VISIBLE = "not visible"
MASS = "mass"
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
AT_ONCE = 200_000  # exam days: more are followed one after the other, which costs no memory
LONGEST_YEARS = 120.0  # nobody is followed for longer
EARLIEST_YEAR = 1900
SMALLEST_MM = 0.1
FINEST_MM, COARSEST_MM = 0.01, 10.0  # what a size may be rounded to, as in the registry
MOST_A_DAY = 50  # readings of one target: more are a fault of the file


class SizesError(ValueError):
    """One sentence: where, what, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the reader may accept: the numbers of the policy, the day of reading, and whether odd sizes pass."""

    policy: Policy
    today: date
    as_given: bool = False


@dataclass(slots=True)
class Subject:
    """One target of one subject: its sizes, and what each time was called in the file."""

    subject: str
    target: str
    sizes: list[Sized] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    called: dict[float, str | float] = field(default_factory=dict)

    def add(self, sized: Sized, line: int, called: str | float) -> None:
        """One more size; of two names for one day the longer one is the more precise."""
        self.sizes.append(sized)
        self.lines.append(line)
        known = self.called.get(sized.years, called)
        self.called[sized.years] = max(known, called, key=lambda name: (len(str(name)), str(name)))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, by column; absent columns are empty."""

    line: int
    cells: Mapping[str, str]

    def wrong(self, column: str, remedy: str) -> SizesError:
        """The sentence that names line, column, value and remedy."""
        said = _('Line %(line)d, %(column)s "%(value)s": %(remedy)s')
        return SizesError(said % {"line": self.line, "column": column, "value": self.cells[column], "remedy": remedy})


def read_sizes(lines: Iterable[str], rules: Rules) -> list[Subject]:
    """The targets of the file in the order they first appear; the first fault raises SizesError."""
    subjects: dict[tuple[str, str], Subject] = {}
    for row in _rows(lines):
        name, target = _name(row, "subject"), _name(row, "target").lower().replace(" ", "_") or MASS
        if not name:
            raise row.wrong("subject", _("is empty; every line needs the subject it belongs to."))
        subject = subjects.setdefault((name, target), Subject(name, target))
        years, called = _when(row, rules)
        size, rounding = _size(row, rules)
        sized = Sized(years, size, _modality(row), _name(row, "reader"), rounding, _axis(row))
        subject.add(sized, row.line, called)
    if not subjects:
        raise SizesError(_("The file holds no sizes; below the header it needs one line for each size."))
    for subject in subjects.values():
        _doubt_times(subject)
        _doubt_axes(subject)
        if not rules.as_given:
            _doubt_units(subject, rules.policy)
    return list(subjects.values())


def report(subjects: list[Subject], policy: Policy) -> Iterator[dict[str, object]]:
    """The figures of each target, in the order given."""
    figures: dict[int, dict[str, object]] = {}
    told = 0
    for places in _batches(subjects):
        fits = trajectories([subjects[place].sizes for place in places], policy)
        figures |= {place: _figures(subjects[place], fit) for place, fit in zip(places, fits, strict=True)}
        while told in figures:
            yield figures.pop(told)
            told += 1


def _batches(subjects: list[Subject]) -> Iterator[list[int]]:
    """The places of the subjects, those of similar length together: short ones are not padded to the longest."""
    order = sorted(range(len(subjects)), key=lambda place: -len(subjects[place].sizes))
    while order:
        some = max(1, AT_ONCE // len(subjects[order[0]].sizes))
        yield order[:some]
        order = order[some:]


def remarks(header: str, subjects: list[Subject]) -> list[str]:
    """What a reader of the figures should know of the file: columns left out, odd targets, lines that stand twice."""
    names = _names(next(csv.reader([header]), []))
    unknown = ", ".join(name for name in names if name and name not in COLUMNS)
    odd = ", ".join(sorted({subject.target for subject in subjects} - {term.code for term in TARGETS}))
    twice = sum(count - 1 for subject in subjects for count in Counter(subject.sizes).values())
    alone = sum(len(subject.sizes) - len(followed(subject.sizes)) for subject in subjects)
    said: list[tuple[str, str | int]] = [
        (_("Columns not used: %(what)s."), unknown),
        (_("Targets the registry does not know: %(what)s."), odd),
        (_("Lines that repeat another line: %(what)s; each counts as a reading of its own."), twice),
        (
            _("Sizes on a short or third axis left out, before the first long one or beside “not visible”: %(what)s."),
            alone,
        ),
    ]
    return [sentence % {"what": what} for sentence, what in said if what]


def _figures(subject: Subject, fit: Fit) -> dict[str, object]:
    return {
        "subject": subject.subject,
        "target": subject.target,
        "n": fit.n,
        "course": text(fit.word),
        "rate_mm_per_year": fit.rate_mm_per_year,
        "rate_sd": fit.rate_sd,
        "p_progression": fit.p_progression,
        "p_regression": fit.p_regression,
        "level_mm": fit.level_mm,
        "level_sd": fit.level_sd,
        "abrupt": [subject.called[day.years] for day in fit.days if day.verdict != Verdict.ORDINARY],
        "exams_to_decide": fit.exams_to_decide,
    }


def _names(header: list[str]) -> list[str]:
    return [name.strip().lstrip("\ufeff").lower() for name in header]


def _rows(lines: Iterable[str]) -> Iterator[Row]:
    reader = csv.reader(lines, strict=True)
    line = 0
    try:
        names = _names(next((cells for cells in reader if any(cells)), []))
        _check(names)
        line = reader.line_num
        for cells in reader:
            before, line = line, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if line > before + 1:
                said = _(
                    "Line %(first)d has a quote that ends on line %(last)d; close it or remove the line breaks in it."
                )
                raise SizesError(said % {"first": before + 1, "last": line})
            _check_width(cells, names, line)
            by_name = dict(zip(names, (cell.strip() for cell in cells), strict=True))
            yield Row(line, {column: by_name.get(column, "") for column in COLUMNS})
    except csv.Error as error:
        said = _("Line %(line)d is not CSV (%(why)s); close its quotes and save the file as comma-separated text.")
        raise SizesError(said % {"line": line + 1, "why": error}) from None


def _check_width(cells: list[str], names: list[str], line: int) -> None:
    """As many values as the header has names."""
    if len(cells) == len(names):
        return
    if len(cells) == 1 and ";" in cells[0]:
        said = _('Line %(line)d, "%(text)s": is separated by semicolons; save the file with commas.')
        raise SizesError(said % {"line": line, "text": cells[0]})
    said = ngettext(
        'Line %(line)d, "%(text)s": has %(n)d values where the header has %(names)d; '
        "write decimals with a point and put a value that holds a comma into quotes.",
        'Line %(line)d, "%(text)s": has %(n)d values where the header has %(names)d; '
        "write decimals with a point and put a value that holds a comma into quotes.",
        len(cells),
    )
    raise SizesError(said % {"line": line, "text": ",".join(cells), "n": len(cells), "names": len(names)})


def _check(names: list[str]) -> None:
    """The header names what is needed, once."""
    if not any(names):
        raise SizesError(_("The file is empty; it needs a header line: subject,date,size_mm[,modality,target]."))
    if len(names) == 1 and ";" in names[0]:
        raise SizesError(_("The columns are separated by semicolons; save the file as comma-separated text."))
    if len(names) == 1 and "\t" in names[0]:
        raise SizesError(_("The columns are separated by tabs; save the file as comma-separated text."))
    for column in COLUMNS:
        if names.count(column) > 1:
            twice = _("The column %(column)s stands twice in the header; keep one.")
            raise SizesError(twice % {"column": column})
    for column in ("subject", "size_mm"):
        if column not in names:
            missing = _(
                "The column %(column)s is missing; the first line must be a header with subject, date or time, size_mm."
            )
            raise SizesError(missing % {"column": column})
    if "date" in names and "time" in names:
        raise SizesError(
            _("The header needs one of the columns date (YYYY-MM-DD) and time (years); it has both; keep one.")
        )
    if "date" not in names and "time" not in names:
        raise SizesError(_("The header needs one of the columns date (YYYY-MM-DD) and time (years); it has neither."))


def _when(row: Row, rules: Rules) -> tuple[float, str | float]:
    """Years from any origin, and what the file calls it."""
    if row.cells["date"]:
        day = _day(row)
        if day.first.year < EARLIEST_YEAR:
            early = _("lies before %(year)d; correct the date of the exam.")
            raise row.wrong("date", early % {"year": EARLIEST_YEAR})
        if day.first > rules.today:
            raise row.wrong("date", _("lies in the future; correct the date of the exam."))
        return day.middle.toordinal() / DAYS_PER_YEAR, row.cells["date"]
    if not row.cells["time"]:
        empty = _('Line %(line)d, date or time "": is empty; every size needs the day it was measured.')
        raise SizesError(empty % {"line": row.line})
    time = _number(row, "time", _("is not a number of years; write for example 1.5."))
    return time, time


def _day(row: Row) -> Day:
    text = row.cells["date"]
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text):
            first = date.fromisoformat(f"{text}-01")
            following = (first + timedelta(days=31)).replace(day=1)
            return Day(first, following - timedelta(days=1), "month")
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return Day.exactly(date.fromisoformat(text))
    except (ValueError, OverflowError):
        raise row.wrong("date", _("is not a day of the calendar; correct it.")) from None
    raise row.wrong("date", _("is not a date; write YYYY-MM-DD, or YYYY-MM when only the month is known."))


def _size(row: Row, rules: Rules) -> tuple[float | None, float]:
    """The size in mm, None when not visible; and how finely it was reported: as told, else whole mm or its decimals."""
    text, largest = row.cells["size_mm"], rules.policy.largest_size
    if text.lower().replace("_", " ") == NOT_VISIBLE:
        return None, _rounding(row, rules.policy.rounding_default)
    if not text:
        raise row.wrong("size_mm", _('is empty; write the size in mm, or "not visible", or leave the line out.'))
    unit = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(mm|cm)", text, re.IGNORECASE)
    if unit:
        millimetres = float(unit[1]) * (10.0 if unit[2].lower() == "cm" else 1.0)
        alone = _("has a unit; write the number of millimetres alone: %(mm)g.")
        raise row.wrong("size_mm", alone % {"mm": millimetres})
    size = _number(row, "size_mm", _("is not a number; write the size in mm with a decimal point, for example 24.5."))
    if remedy := _impossible(size, largest):
        raise row.wrong("size_mm", remedy)
    decimals = len(text.partition(".")[2]) if re.fullmatch(r"\d+\.\d+", text) else 0
    return size, _rounding(row, 10.0**-decimals if decimals else rules.policy.rounding_default)


def _impossible(size: float, largest: float) -> str:
    """Why no target has this size; empty where one may."""
    if size < 0.0:
        return _("is negative; a leading dash is often a bullet: write the size in mm without it.")
    if size == 0.0:
        return _('is zero; if the target was looked for and not seen, write "not visible".')
    if size < SMALLEST_MM:
        said = _("is less than %(mm)g mm; write the size in millimetres or correct it.")
        return said % {"mm": SMALLEST_MM}
    if size > largest:
        return _("is more than %(mm)g mm; write the size in millimetres or correct it.") % {"mm": largest}
    return ""


def _rounding(row: Row, read_off: float) -> float:
    if not row.cells["rounding_mm"]:
        return read_off
    remedy = _("is not a rounding; write %(finest)g to %(coarsest)g mm, such as 1 or 0.1, or leave it empty.") % {
        "finest": FINEST_MM,
        "coarsest": COARSEST_MM,
    }
    rounding = _number(row, "rounding_mm", remedy)
    if not FINEST_MM <= rounding <= COARSEST_MM:
        raise row.wrong("rounding_mm", remedy)
    return rounding


def _number(row: Row, column: str, remedy: str) -> float:
    text = row.cells[column]
    value = float(text) if NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise row.wrong(column, remedy)
    return value


def _name(row: Row, column: str) -> str:
    """The text of a cell in one spelling of its letters."""
    name = unicodedata.normalize("NFC", row.cells[column])
    if not name.isprintable():
        raise row.wrong(column, _("holds a character that cannot be shown; remove it."))
    return name


def _modality(row: Row) -> str:
    named = row.cells["modality"].upper()
    modality = SYNONYMS.get(named, named) or SIZED[0]
    if modality not in SIZED:
        remedy = _("is not a modality that gives a size; write one of %(known)s.")
        raise row.wrong("modality", remedy % {"known": ", ".join(SIZED)})
    return modality


def _axis(row: Row) -> str:
    axis = row.cells["axis"].lower() or LONG
    if axis not in AXIS:
        remedy = _("is not an axis; write one of %(known)s, or leave it empty for the long axis.")
        raise row.wrong("axis", remedy % {"known": ", ".join(AXIS)})
    return axis


def _doubt_axes(subject: Subject) -> None:
    """Growth follows the long axis; others sharpen it."""
    if all(sized.axis != LONG for sized in subject.sizes):
        said = _(
            "Line %(line)d, axis of %(subject)s: no size lies on the long axis; give the largest diameter as long."
        )
        raise SizesError(said % {"line": subject.lines[0], "subject": subject.subject})


def _doubt_times(subject: Subject) -> None:
    """Times in days or months instead of years, and readings of one day that cannot all be meant."""
    times = [sized.years for sized in subject.sizes]
    span, at = max(times) - min(times), subject.lines[times.index(max(times))]
    if span > LONGEST_YEARS:
        said = _(
            "Line %(line)d, time of %(subject)s: lies %(span)g years after the first; time is in years: "
            "divide days by 365.25, months by 12."
        )
        raise SizesError(said % {"line": at, "subject": subject.subject, "span": span})
    years, most = Counter(times).most_common(1)[0]
    if most > MOST_A_DAY:
        said = ngettext(
            "Line %(line)d, %(subject)s: %(n)d size of one target on one day (%(day)s); give each subject its own "
            "name, or keep at most %(most)d.",
            "Line %(line)d, %(subject)s: %(n)d sizes of one target on one day (%(day)s); give each subject its own "
            "name, or keep at most %(most)d.",
            most,
        )
        where = {"line": subject.lines[times.index(years)], "subject": subject.subject, "day": subject.called[years]}
        raise SizesError(said % {**where, "n": most, "most": MOST_A_DAY})


def _doubt_units(subject: Subject, policy: Policy) -> None:
    """A size about ten times or a tenth of the one before is most likely centimetres for millimetres (X2)."""
    pairs = zip(subject.sizes, subject.lines, strict=True)
    seen = sorted((sized.axis, sized.years, line, sized.size_mm) for sized, line in pairs if sized.size_mm)
    for (axis, _years, before, old), (same, _later, line, new) in pairwise(seen):
        if axis != same:
            continue
        ratio = max(old, new) / min(old, new)
        if policy.suspicious_ratio_low <= ratio <= policy.suspicious_ratio_high:
            small, at = (old, before) if old < new else (new, line)
            said = _(
                'Line %(at)d, size_mm "%(small)g": %(new)g on line %(line)d follows %(old)g on line %(before)d, about '
                "ten to one; if %(small)g is in centimetres write %(mm)g, if it is right add --as-given."
            )
            sizes = {"small": small, "new": new, "old": old, "mm": small * 10.0}
            raise SizesError(said % {**sizes, "at": at, "line": line, "before": before})
