"""`make soak`: the browser journey, again and again for an hour, against a house that `make run` started."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Error, expect, sync_playwright

from tests.browser.inspection import watch
from tests.services import chromium, free_port, stop

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "annulus-demonstration"
PATIENTS = 12  # of the list of all, one after the other
WAIT_MS = 20_000
BROWSER_OPTIONS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


class Messages(threading.Thread):
    """The names of the messages that pass the queue; a message is there for some hundredths of a second at least."""

    def __init__(self, data: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.names = data / "queue", set[str]()
        self.start()

    def run(self) -> None:
        while True:
            with suppress(FileNotFoundError):  # a folder of a worker that ended, or of the house that was left
                for place in ("waiting/*/*", "claimed/*/*/*"):
                    self.names.update(path.name for path in self.folder.glob(place))
            time.sleep(0.02)


@contextmanager
def house(data: Path, log: Path) -> Iterator[str]:
    """`make run` in an empty data folder; gives the address when the demonstration is loaded."""
    port = str(free_port())
    ours = ("ANNULUS_", "DATABASE_URL", "REDIS_", "DJANGO_", "SECRET_KEY", "SWEEP_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env |= {"ANNULUS_DATA": str(data), "PORT": port}
    with log.open("wb") as out:
        process = subprocess.Popen(["make", "run"], cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        while "Annulus is at" not in log.read_text():
            if process.poll() is not None:
                sys.exit(log.read_text())
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        stop(process, seconds=30)


def log_in(page: Any, name: str) -> None:
    page.goto("/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def log_out(page: Any) -> None:
    page.get_by_role("button", name="Log out").click()


def journey(page: Any, number: int) -> None:
    """The nurse's list, a patient, an exam with a finding; then the cardiologist's inbox and an answer."""
    log_in(page, "nurse")
    page.goto("/?view=all")
    page.locator("[data-item] a[data-main]").nth(number % PATIENTS).click()
    expect(page.get_by_role("link", name="Add exam")).to_be_visible()
    enter_an_exam(page, number)
    log_out(page)
    log_in(page, "cardiologist")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alerts")
    cards = page.locator("article a[data-main]")
    if cards.count():
        cards.first.click()
        page.locator("[name=answer][value=act]").check()
        page.get_by_role("textbox", name="Reason").fill("TOE on Thursday")
        page.get_by_role("button", name="Save the answer").click()
        expect(page.get_by_role("status")).to_contain_text("Answered: Act.")
    log_out(page)


def enter_an_exam(page: Any, number: int) -> None:
    """A TTE of today or some days before; what the house doubts is confirmed by saving again."""
    day = date.today() - timedelta(days=number // PATIENTS % 10)  # noqa: DTZ011  (the day of the person who types)
    page.get_by_role("link", name="Add exam").click()
    for part in ("day", "month", "year"):
        page.locator(f"[name=on_{part}]").fill(str(getattr(day, part)))
    page.locator("#id_lesion1_mass_long").fill(f"{20 + number % 3}")
    if number % 2:
        page.locator("[name=lesion1_feature_mobile_element][value=present]").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Exam saved.")


def note_failure(answer: Any, faults: list[str]) -> None:
    """The server could not answer."""
    if answer.status >= 500:
        faults.append(f"{answer.status} {answer.url}")


def rounds(address: str, until: float) -> tuple[int, list[str]]:
    """Journeys until the time is over; gives their number and every fault."""
    faults: list[str] = []
    number = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_OPTIONS)
        while time.time() < until:
            page = watch(browser.new_page(base_url=address))
            page.set_default_timeout(WAIT_MS)
            page.on("response", lambda answer: note_failure(answer, faults))  # noqa: B023  (one list for all)
            try:
                journey(page, number)
            except (Error, AssertionError) as error:
                faults.append(f"journey {number} at {page.url}: {str(error).splitlines()[0]}")
                print(faults[-1], page.locator("main").inner_text()[:600] if "-v" in sys.argv else "", flush=True)
            faults += page.faults
            page.close()
            number += 1
        browser.close()
    return number, faults


def answers(address: str) -> bool:
    """Whether the page still answers at the end."""
    try:
        return bool(urlopen(f"{address}/healthz", timeout=30).status == 200)
    except (URLError, OSError):
        return False


def main() -> int:
    """Prints the figures; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    minutes = parser.parse_known_args()[0].minutes
    chromium()  # says at once that there is none
    with tempfile.TemporaryDirectory(prefix="annulus-soak-") as folder:
        data, log = Path(folder) / "data", Path(folder) / "house.log"
        with house(data, log) as address:
            messages = Messages(data)
            done, faults = rounds(address, time.time() + 60 * minutes)
            if not answers(address):
                faults.append("the page does not answer at the end")
        lines = log.read_text().splitlines()
        restarts = sum("the worker ended" in line for line in lines)
        faults += [line for line in lines if '"level": "ERROR"' in line or "Traceback" in line]
        broken = sum(1 for _ in data.glob("queue/broken/*"))
    print(f"{done} journeys in {minutes:g} min: {len(messages.names)} messages, {broken} broken, "
          f"{restarts} restarts, {len(faults)} errors")  # fmt: skip
    for fault in faults[:50]:
        print("  ", fault)
    return bool(faults or broken or restarts)


if __name__ == "__main__":
    sys.exit(main())
