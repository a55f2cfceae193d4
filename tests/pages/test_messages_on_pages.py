"""Pages and API read what is stored: a message is shown as the text it makes, wherever words of the engine stand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from surveillance.models import Signal, Standing
from surveillance.words.message import text
from surveillance.words.sentences import SENTENCES
from tests.cast import Cast
from tests.pages.addresses import addresses
from tests.pages.conftest import Browse

EACH_TIME = re.compile(r'<input type="hidden"[^>]*>|content="[^"]*"')  # tokens of forms
LISTS = ("standings", "signals", "alerts")


def as_message(said: Any) -> Any:
    """Another message that reads as the one that is stored."""
    return {"say": "test.same", "with": {"of": text(said)}} if said and not isinstance(said, int | float) else said


def store_messages() -> None:
    for signal in Signal.objects.all():
        signal.headline, signal.advice = as_message(signal.headline), as_message(signal.advice)
        signal.against = [as_message(said) for said in signal.against]
        signal.numbers = [{name: as_message(said) for name, said in number.items()} for number in signal.numbers]
        signal.save()
    for standing in Standing.objects.all():
        standing.status_reason = as_message(standing.status_reason)
        standing.heading_reasons = [[as_message(said), on] for said, on in standing.heading_reasons]
        standing.badges = [as_message(said) for said in standing.badges]
        standing.save()


def shown(client: Client, urls: dict[str, str]) -> dict[str, str]:
    """What every page says, and the lists of the API; without what differs each time."""
    return {name: EACH_TIME.sub("", client.get(url).content.decode()) for name, url in urls.items()}


def test_every_page_and_list_says_the_same_of_messages_as_of_their_texts(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SENTENCES, "test.same", "{of}")
    client = browse("cardiologist")
    urls = addresses(cast) | {name: f"/api/v1/{name}/" for name in LISTS}
    urls |= {"all": "/?view=all", "ruptured": f"/patients/{cast.ruptured.pk}/"}
    before = shown(client, urls)
    store_messages()
    after = shown(client, urls)
    headline = text(Signal.objects.get(rule="R1").headline)  # sent to the Heart Team
    assert {name for name, page in after.items() if headline in page} >= {"ruptured", "alerts", "agenda", "signals"}
    assert [name for name in before if before[name] != after[name]] == []
    assert [name for name, page in after.items() if "Message object" in page or "test.same" in page] == []
