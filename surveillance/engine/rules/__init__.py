"""The rules of the surveillance engine: one rule, one file, one class. A rule is known here once its file is."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from itertools import pairwise

from surveillance.engine.rules.base import Rule

SUBJECTS = "FGMPRVIECX"  # the order of CLINICAL B, in which pages, tables and the log show the rules


def place(rule: type[Rule]) -> tuple[int, str, int]:
    """Where a rule stands: by subject, then by number; a subject that CLINICAL B does not have yet comes last."""
    subject, number = rule.id[0], rule.id[1:]
    known = SUBJECTS.find(subject)
    return known if known >= 0 else len(SUBJECTS), subject, int(number)


def instances(found: Iterable[type[Rule]]) -> tuple[Rule, ...]:
    """One of each rule, in order; refuses two rules of one id."""
    rules = tuple(rule() for rule in sorted(found, key=place))
    for one, other in pairwise(rules):
        if one.id == other.id:
            raise ValueError(f"Two rules are called {one.id}: {type(one).__module__}, {type(other).__module__}.")
    return rules


for _module in pkgutil.iter_modules(__path__):  # importing the file of a rule registers the rule
    importlib.import_module(f"{__name__}.{_module.name}")

RULES: tuple[Rule, ...] = instances(Rule.registered)
RULE: dict[str, Rule] = {rule.id: rule for rule in RULES}
