"""Mail of a house without a mail server: one file a message, whole or absent, and the same message once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Folder(BaseEmailBackend):
    """Writes aside and renames; a file is called after its Message-ID, so that a second attempt replaces the first."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were written."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            aside = folder / f".{uuid4().hex}"
            aside.write_bytes(message.as_bytes())
            aside.rename(folder / f"{hashlib.sha256(str(message['Message-ID']).encode()).hexdigest()[:32]}.eml")
        return len(email_messages)
