"""manage.py sweep: the passage of time, by hand."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveillance.review import sweep


class Command(BaseCommand):
    help = "Review every patient touched or newly due; overdue patients then stand in the worklist."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", help="the day to sweep for, as 2026-03-10 (default: today at each centre); "
                            "after a day to come the next ordinary sweep reviews everybody again")  # fmt: skip
        parser.add_argument("--all", action="store_true", help="recompute every patient, not only those touched")
        parser.add_argument("--json", action="store_true", help="print the counts of the run as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = _day(options["as_of"])
        quiet = options["json"] or options["verbosity"] == 0
        progress = None if quiet else self._progress
        run = sweep.run(now=timezone.now(), as_of=as_of, full=options["all"], progress=progress)
        counts = {
            name: getattr(run, name)
            for name in ("eligible", "evaluated", "skipped", "changed", "rows_written", "failures", "unowned", "state")
        } | {"as_of": run.as_of.isoformat()}
        self.stdout.write(json.dumps(counts) if options["json"] else _sentence(counts))
        if run.state != "complete":
            raise CommandError(f"The sweep failed: {run.fault}.")

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"\rreviewed {done} of {total}", ending="" if done < total else "\n")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--as-of: “{text}” is not a day. Write it as 2026-03-10.") from error


def _sentence(counts: dict[str, Any]) -> str:
    skipped = sum(counts["skipped"].values())
    return (
        f"Sweep as of {counts['as_of']}: {counts['eligible']} patients to review, {counts['evaluated']} reviewed, "
        f"{skipped} skipped, {counts['changed']} changed, {counts['rows_written']} rows written, "
        f"{counts['failures']} rules failed, {counts['unowned']} patients without an owner."
    )
