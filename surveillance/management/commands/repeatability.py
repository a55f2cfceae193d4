"""manage.py repeatability: how well a centre reads the same images twice, and the reading errors that follow."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from registry.models import Centre, Staff, User
from surveillance.cohort.repeatability import CAUTION, CONFIDENCE, Repeatability
from surveillance.deeds.repeat_reads import CASES, ERRORS, NothingToProposeError, Study, explained, propose, study

HELP = f"""Reading errors of each centre from exams of which the same images were measured twice.

A case is an exam with a first reading and a re-read of one target on one axis (one pair an exam, the long axis of the
mass first). From {CASES} cases of a centre on, each modality gets SDw = √(Σd² / 2n), its {CONFIDENCE:.0%} interval and
its one-sided upper {CAUTION:.0%} limit, twice: between re-reads, as measured; and for one whole exam. Two readings of
the same images share the acquisition, assumed to be reread_correlation of the variance, so the whole error is the
measured one ÷ √(1 − reread_correlation). The measured one alone is too small, and that raises false alarms.

With --propose a modality with {CASES} cases gets the upper limit of the whole error in a draft of the centre's next
policy version. A draft changes nothing until a cardiologist of the centre signs it."""


class Command(BaseCommand):
    """Counts, estimates, prints; writes a draft only when asked to."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Keep the lines of the help as they are written."""
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose repeat reads, how to print, and whether to draft a policy."""
        parser.add_argument("--centre", metavar="CODE", help="the code of one centre (default: every centre)")
        parser.add_argument("--json", action="store_true", help="print a JSON list, one object a centre")
        parser.add_argument("--propose", action="store_true", help="draft the next policy version of --centre")
        parser.add_argument("--by", metavar="USER", help="with --propose: the member of staff who proposes it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything is checked before anything is written or printed."""
        if options["propose"] and not (options["centre"] and options["by"]):
            raise CommandError("--propose needs --centre CODE, and --by USER: a draft says who proposed it.")
        now = timezone.now()
        studies = [study(centre, now=now) for centre in _centres(options["centre"])]
        told = [said for said in studies if said.cases >= CASES]
        if not told:
            raise CommandError(_too_few(studies))
        draft = self._propose(told[0], options["by"]) if options["propose"] else None
        if options["json"]:
            rows = [_row(said) | ({"draft_version": draft} if draft else {}) for said in told]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, allow_nan=False, indent=1))
            return
        for said in told:
            self._print(said)
        if draft:
            self.stdout.write(f"Version {draft} of {told[0].centre.code} is drafted; it counts once it is signed.")

    def _propose(self, said: Study, name: str) -> int:
        by = User.objects.filter(username=name, is_active=True).first()
        if by is None or not Staff.objects.filter(user=by, centre=said.centre).exists():
            raise CommandError(f"--by: no active member of staff of {said.centre.code} is called “{name}”.")
        try:
            return propose(said, by=by, now=timezone.now()).version
        except NothingToProposeError as error:
            raise CommandError(str(error)) from None

    def _print(self, said: Study) -> None:
        self.stdout.write(f"{said.centre.code}: {said.cases} repeat-read cases")
        for modality, found in said.found.items():
            number = said.numbers.get(ERRORS[modality])
            end = f"proposes {number:.2f} mm" if number else f"proposes nothing: {_why_nothing(found)}"
            self.stdout.write(f"  {modality:<4}{found.n:>4} cases   bias {found.bias:+.2f} mm   {end}")
            self.stdout.write(f"      between re-reads (measured): SD of one reading {_figures(found)}")
            self.stdout.write(f"      one whole exam (assumed): SD {_figures(said.whole[modality])}")
        self.stdout.write(f"  {explained(said.shared)}")


def _centres(code: str | None) -> list[Centre]:
    centres = list(Centre.objects.filter(code=code) if code else Centre.objects.order_by("code"))
    if not centres:
        raise CommandError(f"There is no centre “{code}”." if code else "There is no centre yet.")
    return centres


def _figures(said: Repeatability) -> str:
    interval = f"{CONFIDENCE:.0%} interval {said.low:.2f} to {said.high:.2f}"
    return f"{said.sd:.2f} mm ({interval}), upper {CAUTION:.0%} limit {said.upper:.2f} mm"


def _why_nothing(said: Repeatability) -> str:
    return f"fewer than {CASES} cases" if said.n < CASES else "no two readings differ"


def _too_few(studies: list[Study]) -> str:
    counts = ", ".join(f"{said.centre.code} {said.cases}" for said in studies)
    return (
        f"Fewer than {CASES} repeat-read cases ({counts}): measure the images of more exams a second time and mark the "
        "size as a second reading of the same images."
    )


def _row(said: Study) -> dict[str, Any]:
    return {
        "centre": said.centre.code,
        "cases": said.cases,
        "modalities": {
            modality: {
                "n": found.n,
                "bias_mm": found.bias,
                "sd_mm": found.sd,
                "low_mm": found.low,
                "high_mm": found.high,
                "upper_mm": found.upper,
                "whole_exam": {"sd_mm": whole.sd, "low_mm": whole.low, "high_mm": whole.high, "upper_mm": whole.upper},
                "proposed_mm": said.numbers.get(ERRORS[modality]),
            }
            for (modality, found), whole in zip(said.found.items(), said.whole.values(), strict=True)
        },
        "shared_assumed": said.shared,
    }
