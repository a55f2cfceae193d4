"""A message that is not whole stops nobody: the worker sets it aside and does the next."""

import shutil

import pytest

from surveillance.models import SweepRun
from tests.conftest import wait_for
from tests.wiring.test_broker import sender

pytestmark = pytest.mark.django_db(transaction=True)
HALVES = {"half": lambda whole: whole[: len(whole) // 2], "empty": lambda _: b"", "noise": lambda _: b'[1, "\xff"]'}


@pytest.mark.parametrize("cut", HALVES)
def test_a_worker_that_meets_a_message_that_is_not_whole_does_the_next(start_worker, settings, cut):
    shutil.rmtree(settings.DATA / "queue", ignore_errors=True)
    app = sender("filesystem", settings)
    app.send_task("surveillance.sweep", ignore_result=True)
    files = [path for path in (settings.DATA / "queue").rglob("*") if path.is_file()]
    [message] = [path for path in files if b"surveillance.sweep" in path.read_bytes()]
    message.write_bytes(HALVES[cut](message.read_bytes()))
    worker = start_worker("filesystem")
    app.send_task("surveillance.sweep", ignore_result=True)
    assert wait_for(lambda: SweepRun.objects.filter(state="complete").exists() or worker.poll() is not None)
    assert worker.poll() is None
    assert [path.name for path in (settings.DATA / "queue" / "broken").iterdir()] == [message.name]
