"""A house whose every sentence is translated: what it refuses is read in that language, and holds all its values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from api.export import jobs
from api.export.refusal import RefusedError
from api.tokens import issue
from registry import access, date_limits
from registry.models import Exam, Measurement
from registry.recording import ExamEntry, Stamp, record, record_exam
from registry.sizes import parse_size
from registry.wording import written
from surveillance.engine.policy import DEFAULT
from surveillance.forms.policy import name_of
from surveillance.models import Outbox
from surveillance.replay.backtest import replay_all
from surveillance.tables.sizes import Rules, SizesError, read_sizes
from surveillance.work import notices
from tests.cast import Cast
from tests.pages.conftest import Browse
from tests.words.catalogue import script

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def locale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of German in which every sentence stands between angles."""
    folder, messages = tmp_path_factory.mktemp("locale"), script()
    catalogue = messages.Catalog(locale="de")
    catalogue.update(messages.sentences())
    for message in catalogue:
        if message.id:
            several = isinstance(message.id, tuple)
            message.string = tuple(f"⟨{each}⟩" for each in message.id) if several else f"⟨{message.id}⟩"
    path = folder / "de" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        messages.write_mo(file, catalogue)
    return folder


@pytest.fixture(autouse=True)
def german(locale: Path, settings) -> Iterator[None]:
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    settings.LOCALE_PATHS = [locale]
    with translation.override("de"):
        yield


def is_translated(said: str) -> bool:
    return said.startswith("⟨") and said.endswith("⟩")


def refused(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return error.value.messages


def test_the_registry_refuses_in_the_language_of_the_reader(cast: Cast) -> None:
    stamp = Stamp(by=cast.nurse, at=cast.now, today=cast.now.date())
    on = {"on_first": stamp.today, "on_last": stamp.today, "precision": "day"}
    twice = [{"target": "mass", "axis": "long", "size_mm": size} for size in (20, 30)]
    implausible = ExamEntry(on | {"modality": "TTE"}, [{"target": "mass", "axis": "long", "size_mm": 2.5}])
    with pytest.raises(ValidationError) as size:
        record_exam(cast.growing, stamp=stamp, entry=implausible)
    with pytest.raises(ValidationError) as both:
        record_exam(cast.growing, stamp=stamp, entry=ExamEntry(on | {"modality": "TTE"}, twice))
    later = on | dict.fromkeys(("on_first", "on_last"), stamp.today + timedelta(days=2))
    with pytest.raises(ValidationError) as late:
        record(Exam, patient=cast.growing, stamp=stamp, modality="TTE", **later)
    with pytest.raises(ValidationError) as early:
        date_limits.check_day("on", date(1800, 1, 1), latest=TODAY, today=TODAY)
    assert [said for error in (size, both, late, early) for said in refused(error) if not is_translated(said)] == []
    assert is_translated(Measurement._meta.get_field("size_mm").refusal(900))
    with pytest.raises(ValueError, match="^⟨“- 3” is negative"):
        parse_size("- 3")


def test_a_right_is_called_by_its_name(cast: Cast) -> None:
    with pytest.raises(PermissionDenied, match=r"^⟨Your role at this centre does not include: ⟨sign a policy⟩\."):
        access.require(AnonymousUser(), cast.growing.centre_id, access.SIGN)


def test_the_api_refuses_in_the_language_it_is_asked_in(browse: Browse) -> None:
    client, german = browse("cardiologist"), {"accept-language": "de"}
    for url in ("/api/v1/patients/?nope=1", "/api/v1/patients/?page_size=0", "/api/v1/nowhere/"):
        body = client.get(url, headers=german).json()
        told = [body["detail"], *(said for field in body.get("errors", {}).values() for said in field)]
        assert [said for said in told if not is_translated(said)] == []
    empty = client.post("/api/v1/patients/", content_type="application/json", headers=german).json()
    assert is_translated(empty["detail"])
    english = client.get("/api/v1/patients/?nope=1", headers={"accept-language": "en"}).json()
    assert english["detail"] == "1 parameter cannot be accepted."


def test_a_page_refuses_a_day_and_names_it(cast: Cast, browse: Browse) -> None:
    url, past = reverse("surveillance:schedule", args=[cast.growing.pk]), cast.today - timedelta(days=3)
    page = browse("nurse").post(url, {"on": past, "modality": "TTE"}, headers={"accept-language": "de"})
    with translation.override("de"):
        assert f"⟨{written(past)} is past (today is {written(cast.today)}). Choose today or a later day.⟩" in page.text
    assert "⟨Filled in:⟩ ⟨" in page.text


def test_a_mail_is_translated_whole(cast: Cast) -> None:
    cast.cardiologist.email = "doctor@example.org"
    cast.cardiologist.save()
    Outbox.objects.exclude(pk=Outbox.objects.filter(patient=cast.ruptured).earliest("pk").pk).delete()
    for kind, end in (("alert", " waits⟩"), ("escalation", " waits too long⟩")):
        Outbox.objects.update(kind=kind, delivered_at=None, claimed_at=None)
        assert notices.deliver(now=cast.now) == 1
        last = mail.outbox[-1]
        assert is_translated(last.subject)
        assert is_translated(last.body)
        assert last.subject.endswith(end)


def test_a_file_a_token_and_an_export_are_refused_in_it(cast: Cast) -> None:
    with pytest.raises(SizesError) as file:
        read_sizes(["subject,date,size_mm", "a,2020-01-01,5 cm"], Rules(DEFAULT, TODAY))
    assert str(file.value) == ('⟨Line 2, size_mm "5 cm": ⟨has a unit; write the number of millimetres alone: 50.⟩⟩')
    with pytest.raises(ValidationError) as token:
        issue(cast.nurse, name="script", days=1000, now=cast.now)
    assert is_translated(refused(token)[0])
    with pytest.raises(RefusedError, match="^⟨Write the project"):
        jobs.ask(cast.cardiologist, [cast.rome], project="A B", now=cast.now)


def test_names_of_numbers_and_replayed_cases_are_said_in_each_language() -> None:
    assert name_of("error_tte") == "⟨error TTE⟩"
    german = [outcome for case in replay_all(DEFAULT) for outcome in case.outcomes]
    with translation.override("en-gb"):
        english = [outcome for case in replay_all(DEFAULT) for outcome in case.outcomes]
        assert {outcome.words for outcome in english} >= {"Rupture", "Regression"}
    assert {outcome.words for outcome in german} >= {"⟨Rupture⟩", "⟨Regression⟩"}
    reasons = list(zip((o.reason for o in english), (o.reason for o in german), strict=True))
    assert any(reason for reason, _ in reasons)
    assert [pair for pair in reasons if pair[0] and pair[1].replace("⟨", "").replace("⟩", "") != pair[0]] == []
