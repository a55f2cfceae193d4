"""The export itself: every table of every patient in scope, a few hundred patients in memory at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from api.export import codebook, folder, manifest
from api.export.case import Case, age_band, index_of, is_wide, numbered
from api.export.order import Order
from api.export.pseudonyms import Project, project
from api.export.refusal import RefusedError
from api.export.sheet import Sheet
from api.export.snapshot import snapshot
from api.export.tables import BY_DATE
from registry.models import Demographics, Event, Exam, LabResult, Patient
from registry.vocabulary.terms import INFECTIONS
from surveillance.engine.course.heading import URGENT_EVENTS
from surveillance.engine.day import Day

CHUNK = 200  # patients in memory at a time
FADING = (*INFECTIONS, *URGENT_EVENTS)  # they count in the heading for half a year
ID_BYTES = 16
Progress = Callable[[int, int], None]  # patients written, patients in all
Cells = Counter[tuple[str, str]]  # patients by sex and age band


def build(order: Order, *, out: Path, keys: Path, now: datetime, progress: Progress | None = None) -> dict[str, Any]:
    """Write the export to the new folder `out` and give its manifest; RefusedError says why not."""
    order.check(now=now)
    folder.check(out)
    under = project(order.project, keys=keys)
    with folder.staged(out) as part, snapshot():
        written, cells = _write(order, under, part=part, progress=progress or (lambda done, total: None))
        _reconcile(order, written)
        codebook.write(order.tables, part)
        return manifest.write(order, part, now=now, rows=written, cells=cells)


def in_order(order: Order, under: Project) -> list[bytes]:
    """The ids in the order of their pseudonyms: with any other, two projects could be laid side by side.

    72 bytes a patient: the only thing of an export that grows with the patients.
    """
    ids = order.patients().order_by().values_list("pk", flat=True).iterator(chunk_size=1000)
    return [both[-ID_BYTES:] for both in sorted(under.pseudonym("P", pk).encode("ascii") + pk.bytes for pk in ids)]


def _write(order: Order, under: Project, *, part: Path, progress: Progress) -> tuple[dict[str, int], Cells]:
    """Write every table; gives the rows of each and the patients by sex and age band."""
    ids = in_order(order, under)
    cells: Cells = Counter()
    with ExitStack() as files:
        sheets = [Sheet(table, part=part, files=files) for table in order.tables]
        for start in range(0, len(ids), CHUNK):
            cases = _cases(order, under, [UUID(bytes=pk) for pk in ids[start : start + CHUNK]])
            cells.update((case.sex, age_band(case.index, case.birth)) for case in cases)
            for sheet in sheets:
                sheet.write(cases, order.known(sheet.table.model).filter(sheet.table.only))
            progress(start + len(cases), len(ids))
    return {sheet.table.name: sheet.lines for sheet in sheets}, cells


def _reconcile(order: Order, written: dict[str, int]) -> None:
    """The rows in the files are the rows in the database, counted a second way, or nothing is published."""
    for table in order.tables:
        eligible = order.rows(table.model).filter(table.only).count()
        if written[table.name] != eligible:
            said = _("%(table)s: %(written)d rows written, %(eligible)d eligible; nothing was published.")
            counts = {"written": written[table.name], "eligible": eligible}
            raise RefusedError(said % {"table": table.name, **counts})


def _cases(order: Order, under: Project, ids: Sequence[UUID]) -> list[Case]:
    """What every row of these patients needs; five queries."""
    exams: dict[UUID, list[list[Any]]] = {pk: [] for pk in ids}
    columns = ("patient_id", "lineage", "reader", "on_first", "on_last", "precision")
    for patient, *exam in order.known(Exam).filter(patient__in=ids).order_by(*BY_DATE).values_list(*columns):
        exams[patient].append(exam)
    fields = ("patient_id", "sex", "birth_first", "birth_last", "birth_precision")
    persons = order.known(Demographics).filter(patient__in=ids).order_by("recorded_at", "lineage").values_list(*fields)
    person = {row[0]: row[1:] for row in persons}  # of several, the one recorded last
    enrolled = dict(Patient.objects.filter(pk__in=ids).values_list("pk", "enrolled_on"))
    events = order.known(Event).filter(patient__in=ids, kind__in=FADING).values_list("patient_id", flat=True)
    cultures = order.known(LabResult).filter(patient__in=ids, kind="blood_culture", value__gte=1)
    fading = {*events, *cultures.values_list("patient_id", flat=True)}
    return [
        _case(under, pk, exams[pk], person=person.get(pk), enrolled=Day.exactly(enrolled[pk]), fading=pk in fading)
        for pk in ids
    ]


def _case(under: Project, pk: UUID, exams: list[list[Any]], *, person: Any, enrolled: Day, fading: bool) -> Case:
    days = {str(lineage): Day(*day) for lineage, _, *day in exams}
    index, basis = index_of(days.values(), enrolled=enrolled)
    sex, first, last, precision = person or ("", None, None, "")
    birth = Day(first, last, precision or "day") if first and last else None
    return Case(
        pk, under, under.pseudonym("P", pk), index, basis, days,
        exam_days=numbered(sorted(day.middle for day in days.values() if not is_wide(day))),
        readers=numbered(reader for _, reader, *_ in exams if reader),
        sex=sex, birth=birth, fading=fading,
    )  # fmt: skip
