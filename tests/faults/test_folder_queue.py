"""The queue of files: in order, one holder at a time, and what a killed process held comes back."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError

from annulus import queue
from tests.services import stop

HOLD_TWO = """
import sys, time
from pathlib import Path
from kombu import Connection
from annulus import queue
channel = Connection(queue.FOLDER_URL, transport_options=queue.folder_options(Path(sys.argv[1]))).default_channel
print(*[channel.basic_get("q").body for _ in range(2)], flush=True)
time.sleep(60)
"""


@pytest.fixture
def opened(tmp_path):
    """Opens the queue of this test."""
    connections = []

    def connect():
        connections.append(Connection(queue.FOLDER_URL, transport_options=queue.folder_options(tmp_path)))
        return connections[-1].default_channel

    yield connect
    for connection in connections:
        connection.release()


def send(channel, *texts, to="q"):
    for text in texts:
        channel.basic_publish(channel.prepare_message(text), exchange="", routing_key=to)


def taken(channel, n, *, of="q"):
    got = [channel.basic_get(of) for _ in range(n)]
    return [message and message.body for message in got]


def files(tmp_path):
    return [path.parent.name for path in (tmp_path / "queue").rglob("*") if path.is_file() and path.name != "lock"]


@pytest.fixture
def holder(tmp_path):
    """A process that holds two messages, and what it holds."""
    command = [sys.executable, "-c", HOLD_TWO, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    yield process
    stop(process)


def test_messages_come_in_the_order_in_which_they_were_sent(opened):
    first, second = opened(), opened()
    send(first, b"1", b"2")
    send(second, b"3")
    send(first, b"4")
    assert taken(opened(), 5) == [b"1", b"2", b"3", b"4", None]


def test_queues_are_apart_whatever_their_names(opened):
    channel = opened()
    send(channel, b"1", to="a/b")
    send(channel, b"2", to="a")
    assert taken(channel, 2, of="a") == [b"2", None]
    assert taken(channel, 2, of="a/b") == [b"1", None]


def test_a_message_is_held_by_one_and_deleted_when_it_is_done(opened, tmp_path):
    send(opened(), b"1")
    channel = opened()
    message = channel.basic_get("q")
    assert taken(opened(), 1) == [None]
    assert len(files(tmp_path)) == 1
    message.ack()
    assert files(tmp_path) == []


def test_a_message_that_is_given_back_waits_again_and_one_that_is_refused_does_not(opened, tmp_path):
    send(opened(), b"1")
    opened().basic_get("q").requeue()
    message = opened().basic_get("q")
    assert message.body == b"1"
    message.reject()
    assert files(tmp_path) == []


def test_what_was_not_begun_waits_again_when_a_connection_closes(opened):
    send(opened(), b"1")
    channel = opened()
    channel.basic_get("q")
    channel.close()
    assert taken(opened(), 1) == [b"1"]


def test_a_message_that_nobody_will_acknowledge_is_gone_when_it_was_taken(opened, tmp_path):
    channel = opened()
    send(channel, b"1")
    assert channel.basic_get("q", no_ack=True).body == b"1"
    assert files(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"properties": 1}', b"\xff"])
def test_what_is_no_message_is_set_aside_with_one_line_that_quotes_nothing(opened, tmp_path, caplog, content):
    channel = opened()
    send(channel, b"first", b"second")
    broken = min((tmp_path / "queue" / "waiting" / "q").iterdir())
    broken.write_bytes(content)
    assert taken(channel, 2) == [b"second", None]
    assert (tmp_path / "queue" / "broken" / broken.name).read_bytes() == content
    [line] = caplog.messages
    assert broken.name in line


def test_what_a_killed_process_held_comes_back_behind_what_waits(opened, holder):
    send(opened(), b"1", b"2", b"3")
    assert holder.stdout.readline() == b"b'1' b'2'\n"
    holder.kill()
    holder.wait()
    assert taken(opened(), 4) == [b"3", b"1", b"2", None]


def test_what_a_living_process_holds_stays_with_it(opened, holder):
    send(opened(), b"1", b"2", b"3")
    holder.stdout.readline()
    assert taken(opened(), 2) == [b"3", None]


def test_a_file_that_a_killed_sender_left_aside_is_removed_after_an_hour(opened, tmp_path):
    channel = opened()
    left = [tmp_path / "queue" / "aside" / name for name in ("new", "old")]
    for path in left:
        path.write_bytes(b"{")
    os.utime(left[1], (time.time() - 3601,) * 2)
    taken(channel, 1)
    assert [path.exists() for path in left] == [True, False]


def test_a_folder_that_was_removed_is_made_again_and_the_next_message_arrives(opened, tmp_path):
    reader = opened()
    assert taken(reader, 1) == [None]
    shutil.rmtree(tmp_path / "queue")
    send(opened(), "a")
    assert taken(reader, 1) == [b"a"]


def test_who_sends_into_a_folder_that_cannot_be_made_is_told_at_once(opened, tmp_path):
    (tmp_path / "queue").write_text("in the way")
    began = time.monotonic()
    with pytest.raises(OperationalError, match="Not a directory"):
        opened()
    assert time.monotonic() - began < 1
