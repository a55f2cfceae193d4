"""manage.py replay: when a rule would have spoken, from what was known on each day, with other numbers than now."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Min
from django.utils import timezone

from registry.models import Centre, Patient
from surveillance.engine.limits import RefusedError, with_numbers
from surveillance.engine.policy import Policy
from surveillance.engine.rules import RULE, RULES
from surveillance.engine.rules.base import Rule
from surveillance.replay.burden import Burden, table
from surveillance.replay.effect import Change, compare
from surveillance.replay.replay import Span, Told, chunks, replay
from surveillance.review.review import policy_of
from surveillance.words.message import text

HELP = """When a rule would have spoken, with the numbers in force or with others, from what was known on each day."""


@dataclass(slots=True)
class Totals:
    """What has been replayed so far."""

    burdens: tuple[Burden, ...]
    firings: list[dict[str, Any]]
    changes: list[dict[str, Any]]


class Command(BaseCommand):
    """Reads, computes, prints; writes nothing."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to replay, with which numbers, over which days, for whom."""
        parser.add_argument("--rule", action="append", help="the id of a rule, such as G1; may be given again")
        parser.add_argument("--burden", action="store_true", help="every rule: only the counts per 100 patient-years")
        numbers = "a number of the policy, such as growth_threshold=1.5; may be given again"
        parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="numbers", help=numbers)
        parser.add_argument("--from", dest="first", help="the first day, as 2025-03-10 (default: the first enrolment)")
        parser.add_argument("--to", dest="last", help="the last day (default: today)")
        parser.add_argument("--centre", help="the code of one centre (default: all)")
        parser.add_argument("--json", action="store_true", help="print everything as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything is checked before anything is replayed."""
        if not options["rule"] and not options["burden"]:
            raise CommandError("Say which rule to replay, such as --rule G1, or --burden for the counts of all.")
        rules, numbers = _rules(options["rule"]), _numbers(options["numbers"])
        centres, span = _centres(options["centre"]), _span(options["first"], options["last"])
        policies = [_policies(centre, numbers) for centre in centres]
        totals = Totals(tuple(Burden() for _ in policies[0]), [], [])
        done, total = 0, Patient.objects.filter(centre__in=centres).count()
        for centre, chosen in zip(centres, policies, strict=True):
            for patients in chunks(Patient.objects.filter(centre=centre)):
                study = {patient.pk: patient.study_id for patient in patients}
                for told in replay(patients, chosen, span, rules=rules):
                    _add(totals, told, f"{centre.code} {study[told.patient]}", rules)
                done += len(patients)
                if not options["json"] and options["verbosity"]:
                    self.stderr.write(f"\rreplayed {done} of {total} patients", ending="" if done < total else "\n")
        self._print(totals, span, rules=rules, numbers=numbers, options=options)

    def _print(
        self, totals: Totals, span: Span, *, rules: Sequence[Rule], numbers: dict[str, float], options: dict[str, Any]
    ) -> None:
        ids = [rule.id for rule in rules]
        if options["json"]:
            sides = dict(zip(("in_force", "with_set"), totals.burdens, strict=False))
            said = {
                "from": span.first.isoformat(), "to": span.last.isoformat(), "set": numbers,
                "patients": totals.burdens[0].patients, "patient_years": round(totals.burdens[0].years, 2),
                "per_rule": {side: burden.rows(ids) for side, burden in sides.items()},
            } | ({} if options["burden"] else {"firings": totals.firings, "changes": totals.changes})  # fmt: skip
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            return
        for line in () if options["burden"] else _lines(totals):
            self.stdout.write(line)
        people = f"{totals.burdens[0].patients} patients, {totals.burdens[0].years:.1f} patient-years under observation"
        self.stdout.write(f"{people}, {span.first} to {span.last}; what stood on the first day is not counted.")
        titles = ("With the numbers in force", f"With {_written(numbers)}")
        for burden, title in zip(totals.burdens, titles, strict=False):
            self.stdout.write(f"{title}:")
            for line in table(burden, ids):
                self.stdout.write(line)


def _add(totals: Totals, told: Told, who: str, rules: Sequence[Rule]) -> None:
    """One patient; of signals that are not of the rules asked for (X0) nothing is said."""
    ids = {rule.id for rule in rules}
    for burden, heard in zip(totals.burdens, told.heard, strict=True):
        burden.add(told, heard)
    for firing in sorted(told.heard[0].firings.values(), key=lambda f: (f.on, f.rule)):
        if firing.rule in ids:
            totals.firings.append(_fired(who, firing))
    if len(told.heard) > 1:
        totals.changes += [_changed(who, change) for change in compare(told) if change.rule in ids]


def _fired(who: str, firing: Any) -> dict[str, Any]:
    return {"patient": who, "rule": firing.rule, "on": firing.on.isoformat(), "severity": firing.severity,
            "standing": firing.standing, "live": firing.live, "anchor": firing.anchor}  # fmt: skip


def _changed(who: str, change: Change) -> dict[str, Any]:
    _, rule, what, *sides = change.row()
    names = ("in_force_on", "in_force_severity", "with_set_on", "with_set_severity")
    told = {name: value or None for name, value in zip(names, sides, strict=True)}
    return {"patient": who, "rule": rule, "change": what} | told


def _lines(totals: Totals) -> Iterator[str]:
    yield f"{'patient':18} {'rule':5} {'first said on':14} severity"
    for row in totals.firings:
        marks = [] if row["live"] else ["historical"]
        marks += ["stood already"] if row["standing"] else []
        yield f"{row['patient']:18} {row['rule']:5} {row['on']:14} {row['severity']}  {', '.join(marks)}".rstrip()
    if len(totals.burdens) > 1:
        yield f"\n{'patient':18} {'rule':5} {'change':8} {'in force':16} with --set"
    for row in totals.changes:
        before = f"{row['in_force_on'] or '–'} {row['in_force_severity'] or ''}"
        after = f"{row['with_set_on'] or '–'} {row['with_set_severity'] or ''}"
        yield f"{row['patient']:18} {row['rule']:5} {row['change']:8} {before:16} {after}".rstrip()
    yield ""


def _written(numbers: dict[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in numbers.items())


def _rules(ids: list[str] | None) -> tuple[Rule, ...]:
    unknown = [each for each in ids or () if each.upper() not in RULE]
    if unknown:
        raise CommandError(f"There is no rule “{unknown[0]}”. There are: {', '.join(RULE)}.")
    return tuple(RULE[each.upper()] for each in ids) if ids else RULES


def _numbers(pairs: list[str]) -> dict[str, float]:
    found = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise CommandError(f"--set “{pair}”: write it as growth_threshold=1.5.") from None
    return found


def _policies(centre: Centre, numbers: dict[str, float]) -> tuple[Policy, ...]:
    """The numbers in force, and those with what is set on top."""
    in_force = policy_of(centre, timezone.now())
    if not numbers:
        return (in_force,)
    try:
        return in_force, with_numbers(in_force, numbers)
    except RefusedError as error:
        raise CommandError(f"--set {text(error.said)}") from None


def _centres(code: str | None) -> list[Centre]:
    centres = list(Centre.objects.filter(code=code) if code else Centre.objects.order_by("code"))
    if not centres:
        there = ", ".join(Centre.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(f"There is no centre “{code}”. There are: {there}." if code else "There is no centre yet.")
    return centres


def _span(first: str | None, last: str | None) -> Span:
    end = _day(last, "--to") or timezone.localdate()
    start = _day(first, "--from") or Patient.objects.aggregate(first=Min("enrolled_on"))["first"] or end
    try:
        return Span(start, end)
    except ValueError as error:
        raise CommandError(str(error)) from None


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{option}: “{text}” is not a day. Write it as 2026-03-10.") from None
