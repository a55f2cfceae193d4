"""manage.py export: the research export as a folder."""

from __future__ import annotations

import json
import signal
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from api.export.build import CHUNK, build
from api.export.manifest import NOBODY
from api.export.order import FORMATS, TIERS, Order
from api.export.refusal import RefusedError
from registry.models import Centre

HELP = """Pseudonymous long tables as CSV, with codebook and manifest, in a new folder.

The controlled tier gives patients under a data-use agreement: pseudonyms of the project, whole months from each
patient's index instead of dates, five-year age bands, sizes in mm; no centre, no name of a reader, no free text. The
folder appears whole or not at all. Two projects' pseudonyms share nothing; the same project keeps its pseudonyms.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Keeps the paragraphs of the help."""
        kwargs["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tier", default="controlled", metavar="|".join(TIERS), help="default: %(default)s")
        parser.add_argument("--format", default="csv", metavar="|".join(FORMATS), help="default: %(default)s")
        parser.add_argument("--out", required=True, help="folder to make; it must not exist yet, or be empty")
        parser.add_argument("--project", default="registry", help="whose pseudonyms (default: registry)")
        parser.add_argument(
            "--as-of", help="what was known then: 2026-03-10 (end of that day, UTC) or 2026-03-10T12:00Z"
        )
        parser.add_argument("--centre", help="code of one centre (default: all)")
        parser.add_argument("--json", action="store_true", help="print the manifest as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a polite end removes what was begun
        order = Order(
            centres=_centres(options["centre"]), project=options["project"], as_of=_instant(options["as_of"], now),
            tier=options["tier"], format=options["format"],
        )  # fmt: skip
        quiet = options["json"] or options["verbosity"] == 0
        out = Path(options["out"]).absolute()
        keys = settings.DATA / "export_keys"
        try:
            manifest = build(order, out=out, keys=keys, now=now, progress=None if quiet else self._progress)
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(manifest, ensure_ascii=False) if options["json"] else _sentence(manifest, out))
        if not manifest["patients"]["total"]:
            self.stderr.write(f"This export {NOBODY}. Check --centre and --as-of.")

    def _progress(self, done: int, total: int) -> None:
        if total > CHUNK:
            self.stderr.write(f"\rwritten {done} of {total} patients", ending="" if done < total else "\n")


def _centres(code: str | None) -> tuple[UUID, ...]:
    centres = Centre.objects.order_by("code")
    found = [centre.pk for centre in centres if code in (None, centre.code)]
    if code is not None and not found:
        known = ", ".join(centre.code for centre in centres) or "none yet"
        raise CommandError(f"There is no centre “{code}”; the centres are: {known}.")
    return tuple(found)


def _instant(said: str | None, now: datetime) -> datetime | None:
    """The end of a day, or an instant; today means as of now."""
    if said is None:
        return None
    try:
        if len(said) == len("2026-03-10"):
            end = datetime.combine(date.fromisoformat(said), time(), UTC) + timedelta(days=1, microseconds=-1)
            return min(end, now) if end.date() == now.astimezone(UTC).date() else end
        at = datetime.fromisoformat(said)
    except (ValueError, OverflowError) as error:
        raise CommandError(f"--as-of: “{said}” is not an instant. Write 2026-03-10 or 2026-03-10T12:00Z.") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _sentence(manifest: dict[str, Any], out: Path) -> str:
    rows = sum(file["rows"] or 0 for file in manifest["files"])
    lines = [f"{manifest['patients']['total']} patients, {rows} rows in {len(manifest['files']) + 1} files: {out}"]
    lines += [f"This export {mark}." for mark in manifest["marks"]]
    risk = manifest["risk"]
    lines.append(
        f"Over sex and age band: smallest cell {risk['smallest_cell']}, {risk['unique_percent']} % alone in theirs."
    )
    return "\n".join(lines)
