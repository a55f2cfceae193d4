"""What every rule, feature and number rests on, each at an address of its own; and the published cases replayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from registry.catalogue import READING_OF, Entry, entries
from registry.fields import unit_words
from registry.vocabulary import terms
from registry.wording import labels, worded
from surveillance.engine.policy import Policy, describe
from surveillance.engine.rules import RULES
from surveillance.engine.rules.base import time_allowed
from surveillance.evidence.features import FEATURE_SOURCES, Said
from surveillance.evidence.glossary import GLOSSARY
from surveillance.evidence.inconsistencies import INCONSISTENCIES
from surveillance.evidence.readings import READING_SOURCES, ROUTINE
from surveillance.forms.policy import name_of, shown
from surveillance.pages import frame
from surveillance.replay.backtest import REGRESSION, WORDS, Replayed, replay_all
from surveillance.review.review import policy_of
from surveillance.words import phrases
from surveillance.words.finished import Finished, finished
from surveillance.words.message import text

GROUPS = {
    "table1": gettext_lazy("Table 1 of the review"),
    "regression": gettext_lazy("Regressions (review §2)"),
    "serial": gettext_lazy("Other reports with more than one exam"),
    "size": gettext_lazy("Other reports with one exam"),
}


class FeatureRow(NamedTuple):
    """One feature or typed value: its address, what it is called, who can show it, and the sentences behind it."""

    code: str
    label: str
    shown_by: str
    more: str
    said: Sequence[Said]


def glossary(request: HttpRequest) -> HttpResponse:
    """Words, rules, features, typed values, numbers and the paper's inconsistencies, each with an anchor."""
    policy = policy_of(frame.centres_of(request)[0], timezone.now())
    numbers = [
        (row["name"], name_of(str(row["name"])), shown(row["value"]), unit_words(str(row["unit"])), text(row["origin"]))
        for row in describe(policy)
    ]
    context = {
        "glossary": [word.read() for word in GLOSSARY],
        "rules": [(Finished(rule), _severity(rule.severity, policy)) for rule in RULES],
        "features": list(_features()),
        "readings": list(_readings()),
        "numbers": numbers,
        "version": phrases.policy(policy.version),
        "inconsistencies": [each.read() for each in INCONSISTENCIES],
        "routine": worded(ROUTINE),
    }
    return frame.page(request, "evidence.html", context, here="evidence")


def backtest(request: HttpRequest) -> HttpResponse:
    """The published cases through the engine, under the policy of the centre."""
    policy = policy_of(frame.centres_of(request)[0], timezone.now())
    cases = replay_all(policy)
    groups = [(GROUPS[code], [case for case in cases if case.group == code]) for code in GROUPS]
    context = {
        "groups": [(words_of, [finished(case) for case in rows]) for words_of, rows in groups if rows],
        "summary": list(summary(cases)),
        "version": phrases.policy(policy.version),
    }
    return frame.page(request, "backtest.html", context, here="evidence")


def summary(cases: Sequence[Replayed]) -> list[str]:
    """How often each outcome came after a warning: a count of stories, in whole numbers and never a rate."""
    every = [outcome for case in cases for outcome in case.outcomes]
    told, warned = Counter(o.kind for o in every), Counter(o.kind for o in every if o.warnings)
    lines = []
    for kind, count in told.items():
        said = ngettext(
            "%(outcome)s: %(n)d case, an earlier warning in %(warned)d",
            "%(outcome)s: %(n)d cases, an earlier warning in %(warned)d",
            count,
        )
        if kind == REGRESSION:
            said = ngettext(
                "%(outcome)s: %(n)d case, noticed in %(warned)d",
                "%(outcome)s: %(n)d cases, noticed in %(warned)d",
                count,
            )
        lines.append(said % {"outcome": WORDS[kind], "n": count, "warned": warned[kind]})
    return lines


def _severity(code: str, policy: Policy) -> str:
    return f"{code}, {text(time_allowed(code, policy))}"


def _features() -> list[FeatureRow]:
    return [
        FeatureRow(f.code, worded(f.label), ", ".join(f.modalities), _details(f.details), FEATURE_SOURCES[f.code])
        for f in terms.FEATURES
    ]


def _details(details: terms.Terms) -> str:
    return ", ".join(labels(details).values())


def _readings() -> list[FeatureRow]:
    """The typed values, once for each model, with their units and limits."""
    found = []
    for model in dict.fromkeys(READING_OF.values()):
        shown_by = ", ".join(name for name, reading in READING_OF.items() if reading is model)
        for entry in entries(model):
            if entry.kind in ("measure", "coded"):
                code = f"{entry.model}-{entry.name}"
                sentences = READING_SOURCES.get(entry.name, ())
                found.append(FeatureRow(code, _upper(entry.label), shown_by, _limits(entry), sentences))
    return found


def _upper(label: str) -> str:
    return label[:1].upper() + label[1:]


def _limits(entry: Entry) -> str:
    if entry.kind == "measure":
        return f"{entry.low:g} – {entry.high:g} {unit_words(entry.unit)}".strip()
    return ", ".join(label for _code, label in entry.terms)
