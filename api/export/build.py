"""The export itself: every table of every patient in scope, a few hundred patients in memory at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from api.export import codebook, folder, manifest
from api.export.case import Case, age_band, index_of
from api.export.order import Order
from api.export.pseudonyms import Project, project
from api.export.refusal import RefusedError
from api.export.sheet import Sheet
from api.export.snapshot import snapshot
from registry.models import Demographics, Exam, Patient
from surveillance.trajectory.history import Day

CHUNK = 200  # patients in memory at a time
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
                sheet.write(cases, order.known(sheet.table.model))
            progress(start + len(cases), len(ids))
    return {sheet.table.name: sheet.lines for sheet in sheets}, cells


def _reconcile(order: Order, written: dict[str, int]) -> None:
    """The rows in the files are the rows in the database, counted a second way, or nothing is published."""
    for table in order.tables:
        eligible = order.rows(table.model).count()
        if written[table.name] != eligible:
            counts = f"{written[table.name]} rows written, {eligible} eligible"
            raise RefusedError(f"{table.name}: {counts}; nothing was published.")


def _cases(order: Order, under: Project, ids: Sequence[UUID]) -> list[Case]:
    """What every row of these patients needs; three queries."""
    exams: dict[UUID, list[Day]] = {pk: [] for pk in ids}
    days = order.known(Exam).filter(patient__in=ids).values_list("patient_id", "on_first", "on_last", "precision")
    for patient, *day in days:
        exams[patient].append(Day(*day))
    fields = ("patient_id", "sex", "birth_first", "birth_last", "birth_precision")
    persons = order.known(Demographics).filter(patient__in=ids).order_by("recorded_at", "lineage").values_list(*fields)
    person = {row[0]: row[1:] for row in persons}  # of several, the one recorded last
    enrolled = dict(Patient.objects.filter(pk__in=ids).values_list("pk", "enrolled_on"))
    return [_case(under, pk, exams[pk], person=person.get(pk), enrolled=Day.exactly(enrolled[pk])) for pk in ids]


def _case(under: Project, pk: UUID, exams: list[Day], *, person: Any, enrolled: Day) -> Case:
    index, basis = index_of(exams, enrolled=enrolled)
    sex, first, last, precision = person or ("", None, None, "")
    birth = Day(first, last, precision or "day") if first and last else None
    return Case(pk, under, under.pseudonym("P", pk), index, basis, len(exams), sex, birth)
