"""One CSV file of an export while it is written, chunk by chunk of patients."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from api.export.case import Case
from api.export.tables import NTH, Table


class Sheet:
    """A file with its heading written; counts the lines it gets."""

    def __init__(self, table: Table, *, part: Path, files: ExitStack) -> None:
        self.table = table
        self.lines = 0
        self._paths = [path for column in table.columns for path in column.paths]
        self._cells = list(_places(table))
        file = files.enter_context((part / f"{table.name}.csv").open("w", encoding="utf-8", newline=""))
        self._out = csv.writer(file)  # RFC 4180: commas, doubled quotes, CRLF
        self._out.writerow([column.name for column in table.columns])

    def write(self, cases: Sequence[Case], rows: QuerySet[Any]) -> None:
        """Write the rows of these patients in the order of the cases; one query."""
        patient = self.table.patient
        here = rows.filter(**{f"{patient}__in": [case.patient for case in cases]}).order_by(*self.table.order)
        found: dict[UUID, list[Sequence[Any]]] = {}
        for key, *values in here.values_list(patient, *self._paths):
            found.setdefault(key, []).append(values)
        for case in cases:
            own = found.get(case.patient, [])
            self._out.writerows(self._written(case, own))
            self.lines += len(own)

    def _written(self, case: Case, rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
        """The number of the row within the patient is the one cell that no column can know."""
        for nth, values in enumerate(rows, 1):
            yield [write(case, *values[place]) if write else str(nth) for write, place in self._cells]


def _places(table: Table) -> Iterator[tuple[Any, slice]]:
    """How each cell is written and which of the queried values it needs."""
    start = 0
    for column in table.columns:
        end = start + len(column.paths)
        yield None if column is NTH else column.write, slice(start, end)
        start = end
