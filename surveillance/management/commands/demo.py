"""manage.py demo: published cases and a simulated cohort, every row marked."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveillance import demonstration


class Command(BaseCommand):
    help = (
        "Load the demonstration into an empty house: the published cases of the review, and a simulated multicentre "
        "cohort with visits up to today. Nobody in it is real. Loading it twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--patients", type=int, default=demonstration.PATIENTS, help="simulated patients (default: %(default)s)"
        )
        parser.add_argument(
            "--centres", type=int, default=demonstration.CENTRES, help="simulated centres (default: %(default)s)"
        )
        parser.add_argument(
            "--seed",
            type=int,
            default=demonstration.SEED,
            help="the same seed gives the same patients (default: %(default)s)",
        )
        parser.add_argument(
            "--logins", action="store_true", help="only print the log-ins of a demonstration that is there"
        )
        parser.add_argument("--json", action="store_true", help="print what was loaded as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["logins"]:
            self._logins()
            return
        quiet = options["json"] or options["verbosity"] == 0
        try:
            result = demonstration.prepare(
                now=timezone.now(), patients=options["patients"], centres=options["centres"], seed=options["seed"],
                progress=None if quiet else self._progress,
            )  # fmt: skip
        except demonstration.RefusedError as refused:
            raise CommandError(str(refused)) from refused
        if result.sweep and result.sweep.state != "complete":
            raise CommandError(f"The sweep after loading failed: {result.sweep.fault}.")
        if options["json"]:
            self.stdout.write(json.dumps(demonstration.summary(result)))
        elif options["verbosity"]:
            self.stdout.write(demonstration.sentence(result))
            self._logins()

    def _logins(self) -> None:
        for line in demonstration.logins():
            self.stdout.write(line)

    def _progress(self, word: str, done: int, total: int) -> None:
        self.stderr.write(f"\r{word}: {done} of {total}", ending="" if done < total else "\n")
