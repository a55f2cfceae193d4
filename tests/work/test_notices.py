"""A notice is mailed once, whoever is killed meanwhile; of a mail that may have left, the same one leaves again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from registry import access
from surveillance.models import Outbox
from surveillance.work import notices
from tests.cast import Cast, user

MANY = 45


@pytest.fixture
def waiting(cast: Cast) -> Outbox:
    """The one notice of a centre whose cardiologist has an address."""
    cast.cardiologist.email = "doctor@example.org"
    cast.cardiologist.save()
    notice = Outbox.objects.filter(patient=cast.ruptured).earliest("pk")
    Outbox.objects.exclude(pk=notice.pk).delete()
    return notice


def copies(notice: Outbox) -> list[Outbox]:
    same = {"kind": notice.kind, "patient": notice.patient, "alert": notice.alert, "made_at": notice.made_at}
    return [notice, *Outbox.objects.bulk_create(Outbox(**same) for _ in range(MANY - 1))]


def test_a_notice_that_somebody_is_sending_is_not_sent_by_another(waiting: Outbox, cast: Cast) -> None:
    Outbox.objects.update(claimed_at=cast.now)
    assert notices.deliver(now=cast.now + timedelta(minutes=5) - timedelta(seconds=1)) == 0
    assert mail.outbox == []


def test_a_notice_whose_sender_was_killed_is_sent_by_the_next(waiting: Outbox, cast: Cast) -> None:
    Outbox.objects.update(claimed_at=cast.now)
    assert notices.deliver(now=cast.now + timedelta(minutes=5)) == 1
    assert len(mail.outbox) == 1


def test_a_mail_that_left_before_its_sender_could_say_so_is_the_same_mail_again(
    waiting: Outbox, cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "annulus.mail.Folder", tmp_path
    notices.deliver(now=cast.now)
    [first] = tmp_path.iterdir()
    assert b"An alert of severity S4" in first.read_bytes()
    Outbox.objects.update(delivered_at=None)  # killed here
    notices.deliver(now=cast.now + timedelta(minutes=5))
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_a_fault_in_the_middle_mails_what_went_before_once(waiting: Outbox, cast: Cast, settings: Any) -> None:
    rows = copies(waiting)
    settings.EMAIL_BACKEND = f"{__name__}.FailsOnce"
    FailsOnce.left = 3
    with pytest.raises(OSError, match="away"):
        notices.deliver(now=cast.now)
    while notices.deliver(now=cast.now):
        continue
    sent = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(sent) == len(set(sent)) == len(rows)
    assert not Outbox.objects.filter(delivered_at=None).exists()


class FailsOnce(EmailBackend):
    """A mail server that is away for one message."""

    left = 0

    def send_messages(self, messages: Any) -> int:
        FailsOnce.left -= 1
        if FailsOnce.left == 0:
            raise OSError("away")
        return super().send_messages(messages)


@pytest.mark.parametrize("role", ["", "nurse", "researcher", "cardiologist"])
def test_a_deputy_is_told_alone_only_while_allowed_to_answer(waiting: Outbox, cast: Cast, role: str) -> None:
    """Seen: a deputy whose role had gone was told, and nobody else."""
    deputy = user("deputy", "Dora Deputy", *([(cast.rome, role)] if role else []))
    deputy.email = "deputy@example.org"
    deputy.save()
    cast.rome.deputy = deputy
    cast.rome.save()
    Outbox.objects.update(kind="escalation")
    notices.deliver(now=cast.now)
    [letter] = mail.outbox
    assert letter.to == ["deputy@example.org" if role == "cardiologist" else "doctor@example.org"]
    assert set(letter.to) <= {person.email for person in access.people_for(cast.rome.pk, access.ANSWER)}
