"""The queue of the embedded house as files: a message is whole or absent, and one process at a time holds it.

A message is written aside and renamed into `waiting`, claimed by a rename into the folder of the process that takes
it, and deleted when its task is done. A worker that starts returns what a killed one held, behind what waits already: a
message that kills its worker must not stand before all others. Nothing is forced to the disk: after a power cut a file
may be empty, and is then set aside in `broken` like any other that cannot be read. The database is the queue of record.
Remote control has no folder: what is told to all workers reaches none.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import time
from collections import defaultdict, deque
from contextlib import suppress
from functools import cache
from pathlib import Path
from queue import Empty
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, virtual

SCHEME = "folder"  # the address of this queue is folder://localhost, its place is told in the options
FORGOTTEN_SECONDS = 3600  # what lies aside for longer was left by a sender that was killed
log = logging.getLogger(__name__)


def unused_name() -> str:
    """A name that no other message has; names in order are messages in the order in which they were sent."""
    return f"{time.time_ns():020d}-{uuid4().hex}"


class Claims:
    """The folder of what this process holds, under a lock that ends with the process and that no fork inherits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.place = folder / "claimed" / uuid4().hex
        unseen = folder / "aside" / self.place.name  # the lock is held before anybody can see the folder
        unseen.mkdir(parents=True)
        self._lock = (unseen / "lock").open("w")
        fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.place.parent.mkdir(exist_ok=True)
        unseen.rename(self.place)

    def return_what_the_dead_held(self) -> None:
        """Messages of processes that are gone wait again, and what a killed sender left aside is removed."""
        for other in self.place.parent.iterdir():
            with suppress(FileNotFoundError, BlockingIOError):  # another was quicker; its process lives
                if other != self.place:  # closing a second handle would end our own lock
                    with (other / "lock").open("r+") as lock:
                        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        self._return_from(other)
        for left in (self._folder / "aside").iterdir():
            with suppress(OSError):
                if left.is_file() and left.stat().st_mtime < time.time() - FORGOTTEN_SECONDS:
                    left.unlink()

    def _return_from(self, dead: Path) -> None:
        for message in sorted(dead.glob("*/*"), key=lambda path: path.name):
            message.rename(self._folder / "waiting" / message.parent.name / unused_name())
        shutil.rmtree(dead)


@cache
def claims_of(folder: Path, process: int) -> Claims:
    """One a process, however many connections it has; made when the process first reads."""
    claims = Claims(folder)
    claims.return_what_the_dead_held()
    return claims


class Held(virtual.QoS):
    """What was delivered and not yet acknowledged: an acknowledged message is deleted."""

    def ack(self, delivery_tag: str) -> None:
        """Done."""
        self.channel.forget(delivery_tag)
        super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Not done: back into the queue, or nobody's."""
        super().reject(delivery_tag, requeue=requeue)
        if not requeue:
            self.channel.forget(delivery_tag)


class Channel(virtual.Channel):
    """Sends and takes messages; a delivery tag is the name of the message: queue and file."""

    QoS = Held

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._folder = Path(self.connection.client.transport_options["folder"])
        self._listed: dict[str, deque[str]] = defaultdict(deque)

    def forget(self, tag: str) -> None:
        """Delete a message that this process holds."""
        (self._claims.place / tag).unlink(missing_ok=True)

    def basic_consume(self, queue: str, no_ack: bool, callback: Any, consumer_tag: str, **options: Any) -> None:
        """Deliver what comes; where nobody will acknowledge, delivered is done."""

        def done_at_once(message: virtual.Message) -> Any:
            self.basic_ack(message.delivery_tag)
            return callback(message)

        super().basic_consume(queue, False, done_at_once if no_ack else callback, consumer_tag, **options)

    def basic_get(self, queue: str, no_ack: bool = False, **options: Any) -> virtual.Message | None:
        """The next message, or None."""
        message: virtual.Message | None = super().basic_get(queue, no_ack=False, **options)
        if message is not None and no_ack:
            self.basic_ack(message.delivery_tag)
        return message

    @property
    def _claims(self) -> Claims:
        claims = claims_of(self._folder, os.getpid())
        if not claims.place.exists():  # somebody removed the folder under us
            claims_of.cache_clear()
            claims = claims_of(self._folder, os.getpid())
        return claims

    def _put(self, queue: str, message: dict[str, Any], **_: Any) -> None:
        name = unused_name()
        aside = self._folder / "aside" / name
        aside.write_bytes(json.dumps(message).encode())
        aside.rename(self._waiting(queue) / name)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        place = self._waiting(queue)
        held = self._claims.place / place.name
        held.mkdir(exist_ok=True)
        while True:
            claimed = held / self._next(queue)
            try:
                (place / claimed.name).rename(claimed)
            except FileNotFoundError:  # another process was quicker
                continue
            if (payload := self._read(claimed)) is not None:
                return payload

    def _next(self, queue: str) -> str:
        """The oldest name; the folder is listed again when all names of the last list were tried."""
        listed = self._listed[queue]
        if not listed:
            listed.extend(sorted(path.name for path in self._waiting(queue).iterdir()))
        if not listed:
            raise Empty
        return listed.popleft()

    def _read(self, claimed: Path) -> dict[str, Any] | None:
        """The message; one that cannot be read is set aside, and the worker goes on."""
        try:
            payload: dict[str, Any] = json.loads(claimed.read_bytes())
            payload["properties"]["delivery_tag"] = f"{claimed.parent.name}/{claimed.name}"
            self.Message(payload, channel=self)
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
            broken = self._folder / "broken"
            broken.mkdir(exist_ok=True)
            claimed.rename(broken / claimed.name)
            log.error("message %s cannot be read (%s): set aside in %s", claimed.name, type(error).__name__, broken)
            return None
        return payload

    def _restore(self, message: virtual.Message) -> None:
        """A message that was not begun goes back under its own name."""
        with suppress(FileNotFoundError):
            (self._claims.place / message.delivery_tag).rename(self._folder / "waiting" / message.delivery_tag)

    def _waiting(self, queue: str) -> Path:
        place = self._folder / "waiting" / quote(queue, safe="")
        place.mkdir(parents=True, exist_ok=True)
        return place

    def _new_queue(self, queue: str, **_: Any) -> None:
        self._waiting(queue)

    def _size(self, queue: str) -> int:
        return sum(1 for _ in self._waiting(queue).iterdir())

    def _purge(self, queue: str) -> int:
        waiting = list(self._waiting(queue).iterdir())
        for message in waiting:
            message.unlink(missing_ok=True)
        return len(waiting)


class Transport(virtual.Transport):
    """What kombu calls a broker: here a folder. A disk that is full or away is a broker that is away."""

    Channel = Channel
    connection_errors = (*virtual.Transport.connection_errors, OSError)  # type: ignore[assignment]
    driver_type = driver_name = SCHEME

    def establish_connection(self) -> Any:
        """The folder is made. Where it cannot be, a worker asks again later and later, and a page does not wait."""
        client: Any = self.client
        folder = Path(client.transport_options["folder"])
        for name in ("aside", "waiting", "claimed"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        return super().establish_connection()

    def driver_version(self) -> str:
        """It has none of its own."""
        return "1"


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
