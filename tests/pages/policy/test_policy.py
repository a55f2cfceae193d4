"""A new version of the policy: drafted, its effect shown, signed with the password, in force for everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.models import SignedPolicy
from registry.policies import open_draft
from surveillance.deeds import policies
from surveillance.engine.policy import DEFAULT
from surveillance.models import Job, Signal, Standing
from surveillance.review import sweep
from surveillance.review.review import policy_of
from surveillance.work import jobs
from tests.cast import Cast, patient, scan
from tests.pages.conftest import Browse, fields_of

PASSWORD = "a long sentence to log in with"
EDIT = "/policy/edit/?centre=RMP"
STRICT = {"growth_threshold": 5.0}  # mm/y: the growing patient of the cast grows by 4


@pytest.fixture(autouse=True)
def _with_a_password(cast: Cast) -> None:
    cast.cardiologist.set_password(PASSWORD)
    cast.cardiologist.save()


def drafted(cast: Cast, numbers: dict[str, float] = STRICT, **more: Any) -> SignedPolicy:
    """The draft as a person saves it; everything else is the default."""
    values = policies.numbers_of(DEFAULT) | numbers
    given = {"rationale": "audit of 2026", "now": timezone.now()} | more
    return policies.save_draft(cast.cardiologist, cast.rome, numbers=values, **given)


def computed(draft: SignedPolicy) -> Job:
    """The effect, computed as the worker does."""
    job = policies.effect_of(draft, now=timezone.now())
    assert job is not None
    policies.run_effect(job.pk, clock=timezone.now)
    job.refresh_from_db()
    return job


def url_of(draft: SignedPolicy) -> str:
    return f"/policy/drafts/{draft.lineage}/"


def signing(draft: SignedPolicy, job: Job | None, password: str = PASSWORD) -> dict[str, str]:
    return {"deed": "sign", "row": str(draft.pk), "effect": str(job.pk if job else ""), "password": password}


# --- drafting --------------------------------------------------------------------------------------------------------


def test_a_cardiologist_drafts_in_the_form_sees_the_effect_signs_and_it_is_in_force(cast: Cast, browse: Browse):
    client = browse("cardiologist")
    sent = fields_of(client, EDIT) | {"growth_threshold": "5,0", "rationale": "audit of 2026"}
    there = client.post(EDIT, sent)["Location"]
    draft = open_draft(cast.rome)
    assert there == url_of(draft)
    assert policy_of(cast.rome, timezone.now()) == DEFAULT
    assert "Waiting" in client.get(there).content.decode()
    computed(draft)
    page = client.get(there).content.decode()
    assert "something would have been different for 1 of 3 patients" in page
    assert re.search(r"growth threshold</th>.*?>1</td>.*?<b>5</b>", page)
    assert re.search(rf'<a href="/patients/{cast.growing.pk}/">RMP-0002</a></th><td>G1</td><td>loses</td>', page)
    answer = client.post(there, fields_of(client, there) | {"deed": "sign", "password": PASSWORD}, follow=True)
    page = answer.content.decode()
    assert "Version 1 is signed and in force now. The lists follow with the next sweep" in page
    assert "drafted by Anna Conti" in page.replace("\n", " ")
    assert "over 12 months 0 signals more, " in page
    in_force = policy_of(cast.rome, timezone.now())
    assert (in_force.version, in_force.signed, in_force.growth_threshold) == ("1", True, 5.0)


def test_a_signed_version_is_whole_so_that_no_later_default_changes_what_was_signed(cast: Cast):
    assert drafted(cast).document == policies.numbers_of(DEFAULT) | STRICT


def test_the_form_is_refused_box_by_box_and_keeps_what_was_typed(cast: Cast, browse: Browse):
    client = browse("cardiologist")
    sent = fields_of(client, EDIT) | {"growth_threshold": "50", "earliest_months": "14", "rationale": ""}
    sent["abrupt_z"] = "many"
    answer = client.post(EDIT, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“many” is not a number" in page
    sent |= {"abrupt_z": "-2.5", "rationale": "audit", "largest_size": "1100"}
    page = client.post(EDIT, sent).content.decode()
    assert "growth threshold: 50 is not between 0.3 and 5." in page
    assert "abrupt z: -2.5 is not between 1 and 20." in page
    assert "largest size: 1100 is not between 60 and 300." in page
    assert "14 is more than latest months (12)" in page
    assert 'value="50"' in page
    assert not SignedPolicy.objects.exists()


def test_the_same_numbers_may_be_signed_once_but_not_drafted_again(cast: Cast, browse: Browse):
    draft = drafted(cast, {})
    policies.sign(cast.cardiologist, draft, effect=computed(draft).pk, now=timezone.now())
    with pytest.raises(ValidationError, match="Nothing differs from version 1"):
        drafted(cast, {})


def test_a_discarded_draft_stays_readable_and_its_number_is_not_used_again(cast: Cast, browse: Browse):
    draft = drafted(cast)
    client = browse("admin")
    assert b"Say why" in client.post(url_of(draft), {"deed": "discard", "reason": " "}, follow=True).content
    page = client.post(url_of(draft), {"deed": "discard", "reason": "wrong audit"}, follow=True).content.decode()
    assert "discarded by Ada Moro: wrong audit" in page
    assert client.get(url_of(draft)).status_code == 404
    assert drafted(cast).version == 2


# --- the effect ------------------------------------------------------------------------------------------------------


def test_nobody_signs_before_the_effect_of_exactly_these_numbers_was_shown(cast: Cast, browse: Browse):
    draft, client = drafted(cast), browse("cardiologist")
    assert b"Sign version" not in client.get(url_of(draft)).content
    assert client.post(url_of(draft), signing(draft, None)).status_code == 422
    waiting = policies.effect_of(draft, now=timezone.now())
    assert client.post(url_of(draft), signing(draft, waiting)).status_code == 422
    elsewhere = computed(draft)
    draft = policies.save_draft(
        cast.cardiologist, cast.rome, numbers=policies.numbers_of(DEFAULT) | {"growth_threshold": 4.0},
        rationale="softer", now=timezone.now(), before=draft,
    )  # fmt: skip
    answer = client.post(url_of(draft), signing(draft, elsewhere))
    assert answer.status_code == 422
    assert "has not been computed" in answer.content.decode()
    assert policy_of(cast.rome, timezone.now()) == DEFAULT


def test_an_effect_speaks_no_more_when_other_numbers_are_in_force_or_it_has_grown_old(cast: Cast):
    draft = drafted(cast)
    job, now = computed(draft), timezone.now()
    assert policies.is_shown(job, now)
    assert not policies.is_shown(job, now + policies.KEPT + timedelta(days=1))
    SignedPolicy.objects.create(
        centre=cast.rome, version=7, document={"growth_threshold": 2.0}, recorded_at=now, recorded_by=cast.nurse,
        signed_at=now, signed_by=cast.cardiologist,
    )  # fmt: skip
    assert policies.effect_of(draft, now=timezone.now()) is None


def test_the_effect_is_asked_for_once_and_a_silent_computation_can_be_started_again(cast: Cast, browse: Browse):
    draft, now = drafted(cast), timezone.now()
    job = policies.effect_of(draft, now=now)
    assert policies.ask_effect(cast.cardiologist, draft, now=now) == job
    Job.objects.filter(pk=job.pk).update(state=jobs.RUNNING, beat_at=now - timedelta(minutes=3))
    client = browse("cardiologist")
    assert b"stopped before it was finished" in client.get(url_of(draft)).content
    client.post(url_of(draft), {"deed": "effect"})
    again = policies.effect_of(draft, now=timezone.now())
    assert again != job
    assert policies.tend_effects(now=now + timedelta(minutes=1)) == [again.pk]
    job.refresh_from_db()
    assert job.state == jobs.FAILED


def test_a_computation_that_was_given_up_meanwhile_writes_no_result(cast: Cast):
    job = policies.effect_of(drafted(cast), now=timezone.now())
    late = iter([timezone.now(), *(timezone.now() + timedelta(minutes=9) for _ in range(9))])

    def clock() -> Any:
        at = next(late)
        Job.objects.filter(pk=job.pk, state=jobs.RUNNING, beat_at__isnull=False).update(state=jobs.FAILED)
        return at

    policies.run_effect(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.result) == (jobs.FAILED, {})


def test_the_effect_names_patients_by_study_id_and_only_to_those_who_may_read_them(cast: Cast, browse: Browse):
    draft = drafted(cast)
    computed(draft)
    page = browse("nurse").get(url_of(draft)).content
    assert b"RMP-0002" in page
    assert b"ROSSI" not in page
    assert browse("stranger").get(url_of(draft)).status_code == 404
    assert browse("researcher").get(url_of(draft)).status_code == 403


def test_more_patients_in_the_effect_ask_no_more_of_the_database(cast: Cast, browse: Browse):
    draft, client = drafted(cast), browse("cardiologist")

    def asked() -> int:
        computed(draft) if not policies.is_shown(
            policies.effect_of(draft, now=timezone.now()), timezone.now()
        ) else None
        with CaptureQueriesContext(connection) as context:
            assert client.get(url_of(draft)).status_code == 200
        return len(context)

    before = asked()
    for number in range(20, 23):
        whom = patient(cast.nurse, cast.rome, f"RMP-{number:04d}", f"Fam{number}, Ada", cast.now)
        for years, size in ((3, 12), (2, 16), (1, 20), (0, 24)):
            scan(cast.nurse, whom, cast.today - timedelta(days=365 * years + 5), size, cast.now)
    Job.objects.all().delete()
    policies.ask_effect(cast.cardiologist, draft, now=timezone.now())
    assert asked() == before
    assert b"for 4 of 6 patients" in client.get(url_of(draft)).content


# --- signing ---------------------------------------------------------------------------------------------------------


def test_only_a_cardiologist_of_the_centre_signs_and_a_nurse_drafts_nothing(cast: Cast, browse: Browse):
    draft = drafted(cast)
    job = computed(draft)
    for who in ("nurse", "admin"):
        assert browse(who).post(url_of(draft), signing(draft, job)).status_code == 403, who
        with pytest.raises(PermissionDenied):
            policies.sign(getattr(cast, who), draft, effect=job.pk, now=timezone.now())
    assert browse("stranger").post(url_of(draft), signing(draft, job)).status_code == 404
    assert browse("nurse").get(EDIT).status_code == 403
    assert browse("nurse").post(EDIT, {}).status_code == 403
    assert browse("stranger").get(EDIT).status_code == 403
    assert browse("admin").get(EDIT).status_code == 200
    assert b"Your password" not in browse("admin").get(url_of(draft)).content


def test_a_wrong_password_signs_nothing(cast: Cast, browse: Browse):
    draft = drafted(cast)
    answer = browse("cardiologist").post(url_of(draft), signing(draft, computed(draft), "not the password at all"))
    assert answer.status_code == 422
    assert b"This is not your password" in answer.content
    assert policy_of(cast.rome, timezone.now()) == DEFAULT


def test_who_signs_is_a_second_row_under_the_lineage_of_the_draft(cast: Cast):
    draft = drafted(cast)
    signed = policies.sign(cast.cardiologist, draft, effect=computed(draft).pk, now=timezone.now())
    draft.refresh_from_db()
    assert (signed.lineage, signed.version, signed.document) == (draft.lineage, draft.version, draft.document)
    assert (draft.signed_at, draft.retraction_reason) == (None, "signed")
    assert signed.effect["rules"]["G1"]["lost"] == 1


# --- two people at once ----------------------------------------------------------------------------------------------


def test_a_second_draft_is_refused_while_one_is_open(cast: Cast, browse: Browse):
    client = browse("cardiologist")
    late = fields_of(client, EDIT) | {"growth_threshold": "2", "rationale": "mine"}
    first = drafted(cast)
    answer = client.post(EDIT, late)
    assert answer.status_code == 422
    assert "Somebody has changed, signed or discarded this draft meanwhile" in answer.content.decode()
    assert open_draft(cast.rome) == first
    with pytest.raises(ValidationError, match="A draft is open already"):
        drafted(cast, {"growth_threshold": 2.0})


def test_of_two_who_change_a_draft_the_second_is_told(cast: Cast):
    draft = drafted(cast)
    drafted(cast, {"growth_threshold": 2.0}, before=draft)
    with pytest.raises(ValidationError, match="Somebody has changed"):
        drafted(cast, {"growth_threshold": 3.0}, before=draft)
    assert open_draft(cast.rome).document["growth_threshold"] == 2.0


def test_a_signature_on_a_draft_that_was_changed_meanwhile_is_refused(cast: Cast, browse: Browse):
    draft = drafted(cast)
    job = computed(draft)
    newer = drafted(cast, {"growth_threshold": 2.0}, before=draft)
    computed(newer)
    answer = browse("cardiologist").post(url_of(draft), signing(draft, job))
    assert answer.status_code == 422
    assert "Somebody has changed" in answer.content.decode()


def test_of_two_signers_one_signs(cast: Cast):
    draft = drafted(cast)
    job, now = computed(draft), timezone.now()
    policies.sign(cast.cardiologist, draft, effect=job.pk, now=now)
    with pytest.raises(ValidationError):
        policies.sign(cast.cardiologist, draft, effect=job.pk, now=timezone.now())
    assert SignedPolicy.objects.live().count() == 1


# --- afterwards ------------------------------------------------------------------------------------------------------


def test_after_signing_the_sweep_reviews_every_patient_of_the_centre_and_nobody_elses(
    cast: Cast, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
):
    other = patient(cast.stranger, cast.milan, "MIP-0001", "Serra, Nora", cast.now)
    sweep.run(now=timezone.now())
    assert sweep.eligible(cast.rome, timezone.now()) == []
    draft = drafted(cast)
    job = computed(draft)
    sent: list[str] = []
    monkeypatch.setattr("surveillance.work.on_commit.current_app.send_task", lambda task, *_, **__: sent.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        policies.sign(cast.cardiologist, draft, effect=job.pk, now=timezone.now())
    assert sent == ["surveillance.sweep"]
    mine = {cast.stable.pk, cast.growing.pk, cast.ruptured.pk}
    assert set(sweep.eligible(cast.rome, timezone.now())) == mine
    assert other.pk not in sweep.eligible(cast.milan, timezone.now())
    sweep.run(now=timezone.now())
    assert set(Standing.objects.filter(policy_version="1").values_list("pk", flat=True)) == mine
    assert not Signal.objects.filter(patient=cast.growing, rule="G1", holds=True).exists()


def test_a_draft_is_no_version_to_machines(cast: Cast, browse: Browse):
    draft = drafted(cast)
    assert browse("cardiologist").get(f"/api/v1/policies/{draft.lineage}/").status_code == 404
