"""A task goes through a real broker to a real worker: files in the embedded default, Redis in production."""

import os
import signal

import pytest
from celery import Celery

from annulus import queue
from surveillance.models import SweepRun
from tests.conftest import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def sender(broker, settings, redis_url=None):
    """A Celery application that only sends, told the same as the house's own."""
    app = Celery("sender", set_as_current=False)
    url = redis_url or queue.FOLDER_URL
    options = queue.redis_options() if redis_url else queue.folder_options(settings.DATA)
    app.conf.update(broker_url=url, broker_transport_options=options)
    return app


def swept():
    return SweepRun.objects.filter(state="complete").exists()


def test_a_sweep_goes_through_the_filesystem_broker(start_worker, settings):
    start_worker("filesystem")
    sender("filesystem", settings).send_task("surveillance.sweep", ignore_result=True)
    assert wait_for(swept)


def test_a_sweep_goes_through_redis(start_worker, settings, redis_url):
    start_worker("redis")
    sender("redis", settings, redis_url).send_task("surveillance.sweep", ignore_result=True)
    assert wait_for(swept)


def test_beat_inside_the_embedded_worker_sweeps_by_itself(start_worker):
    start_worker("filesystem", "-B", SWEEP_SECONDS="1")
    assert wait_for(swept)


def test_a_task_that_came_while_no_worker_ran_is_done_by_the_next(start_worker, settings):
    sender("filesystem", settings).send_task("surveillance.sweep", ignore_result=True)
    start_worker("filesystem")
    assert wait_for(swept)


@pytest.mark.slow
def test_a_killed_worker_costs_no_more_than_the_next_beat(start_worker):
    first = start_worker("filesystem", "-B", SWEEP_SECONDS="1")
    os.kill(first.pid, signal.SIGKILL)
    before = SweepRun.objects.filter(state="complete").count()
    start_worker("filesystem", "-B", SWEEP_SECONDS="1")
    assert wait_for(lambda: SweepRun.objects.filter(state="complete").count() > before)
