"""A new rule is its file: put among the rules, it speaks in review, heading, lists, API and export."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from surveillance.engine.rules import RULE
from surveillance.review.findings import ENGINE

ROOT = Path(__file__).resolve().parents[3]
FILE = """\"\"\"N1: a lesion is there.\"\"\"

from surveillance.engine.case import Case
from surveillance.engine.course.heading import CONFLICT
from surveillance.engine.rules.base import CARDIOLOGIST, WHILE_LIVE, Rule, Signal


class N1(Rule):
    id = "N1"
    title = "A lesion is there"
    severity = "S3"
    calendar = False
    clinical = True
    role = CARDIOLOGIST
    badge = "Has a lesion"
    heart_team = WHILE_LIVE
    opens = CONFLICT
    source = "None in the literature: made for a test"
    advice = "Discuss in the Heart Team."

    def look(self, case: Case) -> list[Signal]:
        found = case.history.lesions
        return [self.signal(lesion, "A lesion is there.", since=case.clock.today) for lesion in found]
"""
ASK = """
import json

import django

django.setup()
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from api.export.derived import RULE_TERMS, SIGNALS
from api.rest.standing import SignalFilters
from registry.models import Centre, User
from surveillance import demonstration
from surveillance.engine.rules import RULE
from surveillance.engine.rules.x0 import failed
from surveillance.lists.agenda import agenda
from surveillance.models import Alert, Signal, Standing
from surveillance.review.findings import ENGINE

now = timezone.now()
call_command("migrate", verbosity=0)
demonstration.prepare(now=now, patients=2)
doctor = Client(HTTP_HOST="localhost")
doctor.force_login(User.objects.filter(staff__role="cardiologist").first())
standings = list(Standing.objects.all())
discussed = agenda(list(Centre.objects.all()), now=now)["discuss"]
print(json.dumps({
    "rules": list(RULE),
    "engine": ENGINE,
    "signals": Signal.objects.filter(rule="N1", holds=True).count(),
    "cards": Alert.objects.filter(signals__rule="N1").count(),
    "badges": sum("Has a lesion" in standing.badges for standing in standings),
    "headings": sum(reason[0] == "A lesion is there." for s in standings for reason in s.heading_reasons),
    "heart team": sum(reason.words == "A lesion is there." for entry in discussed for reason in entry.reasons),
    "evidence": doctor.get("/evidence/").content.decode().count("None in the literature: made for a test"),
    "api": ("N1", "A lesion is there") in SignalFilters.base_filters["rule"].extra["choices"],
    "export": "N1" in {t.code for t in RULE_TERMS} and Signal.objects.filter(SIGNALS.only, rule="N1").exists(),
    "fault": failed(RULE["N1"], now.date()).severity,
}))
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house whose surveillance is a copy; the rest is this one's."""
    for name in ("annulus", "api", "registry", "templates", "static", "locale"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "surveillance", tmp_path / "surveillance", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def told_by(house: Path) -> dict[str, Any]:
    """What this house says, from an empty database and in a process of its own."""
    ours = {"ANNULUS_DATA": str(house / "data"), "ANNULUS_ENV": "test", "DJANGO_SETTINGS_MODULE": "annulus.settings"}
    ours |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", ASK], cwd=house, env=ours, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_file_among_the_rules_is_all_that_a_new_rule_needs(house: Path) -> None:
    (house / "surveillance" / "engine" / "rules" / "n1.py").write_text(FILE, encoding="utf-8")
    told = told_by(house)
    assert told["rules"] == [*RULE, "N1"]
    assert told["engine"] != ENGINE
    assert told["fault"] == "S2"
    for place in ("signals", "cards", "badges", "headings", "heart team", "evidence", "api", "export"):
        assert told[place], place
