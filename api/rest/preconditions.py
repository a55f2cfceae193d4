"""What must hold before a write: the revision the client read (If-Match), and that it was not sent before."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from api.models import Receipt
from api.rest.errors import Conflict, PreconditionFailed, PreconditionRequired
from registry.models import Patient

KEY = "Idempotency-Key"


def etag(patient: Patient) -> str:
    """The entity tag of everything recorded of a patient: it changes with every write of a fact."""
    return f'"{patient.revision}"'


def check_revision(request: Request, patient: Patient, *, required: bool) -> None:
    """428 where If-Match is needed and missing, 412 where it names another revision of the locked patient."""
    sent = request.headers.get("If-Match")
    if sent is None:
        if required:
            raise PreconditionRequired
        return
    if sent.strip() != "*" and etag(patient) not in parse_etags(sent):
        raise PreconditionFailed


class Sent:
    """One write with an optional Idempotency-Key, which counts for one person."""

    def __init__(self, request: Request) -> None:
        given = request.headers.get(KEY)
        self.key = _key(given, request.user.pk) if given is not None else None
        body = json.dumps([request.path, request.data], sort_keys=True, default=str)
        self.digest = salted_hmac(KEY, body, algorithm="sha256").hexdigest()  # a body may hold a name

    def earlier(self) -> uuid.UUID | None:
        """What this very request has recorded before; call it while the patient, if there is one, is locked."""
        receipt = Receipt.objects.filter(pk=self.key).first() if self.key else None
        if receipt is not None and receipt.digest != self.digest:
            raise Conflict(_("This Idempotency-Key was used for another request. Take a new one for each entry."))
        return receipt.lineage if receipt else None

    def keep(self, lineage: uuid.UUID, *, now: datetime) -> None:
        """Remember what it recorded, in the same transaction."""
        if self.key:
            Receipt.objects.create(key=self.key, digest=self.digest, lineage=lineage, at=now)


def _key(given: str, user_id: Any) -> uuid.UUID:
    try:
        return uuid.uuid5(uuid.UUID(given), str(user_id))
    except ValueError as error:
        raise ValidationError({KEY: [_("“%(value)s” is not a UUID.") % {"value": given[:60]}]}) from error
