"""A ward of two patients: every deed a step, told in words, and after each the promises of their cards."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from registry import policies
from registry.models import Patient, User
from surveillance.deeds.answer import settle_alert
from surveillance.models import Signal, Standing, SweepRun
from surveillance.review import review, sweep
from tests.review.ledger import Ledger, look
from tests.review.life import Life, described

NUMBERS: tuple[dict[str, float], ...] = (
    {"latest_months": 9}, {"live_days": 60}, {"live_days": 10}, {"growth_threshold": 0.5}, {"abrupt_z": 3.5},
    {"answer_days_s3": 3}, {"infection_days": 40}, {"escalate_days": 10}, {},
)  # fmt: skip
PAUSES = (1, 5, 24, 24, 48, 72, 8 * 24, 8 * 24, 20 * 24, 35 * 24, 100 * 24, 200 * 24)  # hours


class Ward:
    """Two lives in one centre under one clock."""

    def __init__(self, patients: list[Patient], doctor: User, now: datetime, seed: int) -> None:
        self.rng, self.now, self.doctor, self.seed = random.Random(seed), now, doctor, seed
        self.centre, self.numbers = patients[0].centre, dict[str, float]()
        self.lives = [Life(patient, doctor, now, seed * 2 + i) for i, patient in enumerate(patients)]
        self.books = [Ledger(patient, look(patient)) for patient in patients]
        self.story: list[str] = []

    def walk(self, steps: int) -> None:
        """So many steps, each checked; what fails tells the seed and the story."""
        deeds = [self.record] * 9 + [self.amend] * 4 + [self.take_back] * 3 + [self.answer] * 7 + [self.wait] * 7
        deeds += [self.nothing_new] * 3 + [self.sign]
        try:
            while len(self.story) < steps:
                self.rng.choice(deeds)()
        except Exception as error:
            error.add_note("\n".join([f"seed {self.seed}", *self.story]))
            raise

    def tell(self, whom: str, what: str) -> None:
        """One line of the story."""
        self.story.append(f"{len(self.story):3} {self.now:%Y-%m-%d %H:%M} {whom}: {what}")

    def step(self, who: int, deed: Callable[[Life], str]) -> None:
        """A deed about one patient, a minute later; the other keeps all he has."""
        life = self.lives[who]
        self.now = life.now = self.now + timedelta(minutes=1)
        self.tell(f"patient {who}", "this failed")
        what = deed(life)
        self.now = life.now
        self.story.pop()
        self.tell(f"patient {who}", what)
        self.books[who].check(now=self.now)
        self.books[1 - who].unchanged()
        self.check_remembered(reviewed=[who])

    def record(self) -> None:
        """Something is seen and recorded, of any day."""

        def record(life: Life) -> str:
            made = life.fact()
            return f"record {described(made)}{life.seen_in(made)}" if made else "take the closure back"

        self.step(self.rng.randrange(2), record)

    def amend(self) -> None:
        """Something that stands is corrected."""
        who = self.rng.randrange(2)
        if there := self.lives[who].live():
            fact = self.rng.choice(there)
            self.step(who, lambda life: life.amend(fact))

    def take_back(self) -> None:
        """Something is taken back, and now and then recorded again."""
        who = self.rng.randrange(2)
        if not (there := self.lives[who].live()):
            return
        fact = self.rng.choice(there)
        self.step(who, lambda life: life.take_back(fact))
        if self.rng.random() < 0.6:
            self.step(who, lambda life: life.record_again(fact))

    def answer(self) -> None:
        """A card is answered, open or watched."""
        carded = [who for who in range(2) if self.lives[who].card()]
        if not carded:
            return
        who = self.rng.choice(carded)
        card = self.lives[who].card()
        assert card is not None
        self.lives[who].now = self.now
        answer, said = self.lives[who].answer(card)
        self.books[who].note_answer(until=said["until"] if answer == "watch" else None)

        def settle(life: Life) -> str:
            settle_alert(self.doctor, card, answer=answer, now=life.now, **said)
            return f"answer the card {card.severity} ({card.state}): {answer}, until {said['until']}"

        self.step(who, settle)

    # --- time, and what is no news ---

    def wait(self) -> None:
        """Hours, days or months pass, and the sweep runs."""
        self.now += timedelta(hours=self.rng.choice(PAUSES))
        self.sweep("time passes")
        for book in self.books:
            book.check(now=self.now, by_time=True)
        self.check_remembered(reviewed=range(2))

    def sweep(self, what: str, *, full: bool = False) -> SweepRun:
        """One sweep, whose counts reconcile."""
        self.tell("the centre", f"{what}, {'everybody' if full else 'a sweep'}")
        run = sweep.run(now=self.now, full=full)
        assert (run.state, run.failures, run.unowned) == ("complete", 0, 0), run.fault
        assert run.eligible == run.evaluated + sum(run.skipped.values())
        return run

    def nothing_new(self) -> None:
        """After a sweep of this moment, something that may ask nobody anything."""
        self.wait()
        who = self.rng.randrange(2)
        what = self.rng.choice(("again", "recompute", "engine", "policy", "harmless"))
        if what == "again":
            assert self.sweep("the same again").eligible == 0
        elif what == "recompute":
            run = self.sweep("a recompute", full=True)
            assert (run.evaluated, run.rows_written) == (2, 0)
        elif what == "engine":
            self.new_engine()
        elif what == "policy":
            self.new_policy(self.numbers)
        else:
            self.lives[who].now = self.now
            self.tell(f"patient {who}", f"record {described(self.lives[who].harmless())}, which says nothing")
        for book in self.books:
            book.quiet(now=self.now)
        self.check_remembered(reviewed=range(2))

    def new_engine(self) -> None:
        """All that stands was made by an engine and by rules of an earlier version."""
        Standing.objects.update(engine="of old")
        Signal.objects.update(rule_version=0)
        assert self.sweep("a new engine").evaluated == 2
        assert not Signal.objects.filter(holds=True, rule_version=0).exists()

    def sign(self) -> None:
        """A new version of the policy with another number; what it newly finds may ask."""
        self.numbers = self.rng.choice(NUMBERS)
        self.new_policy(self.numbers)
        for book in self.books:
            book.check(now=self.now)
        self.check_remembered(reviewed=range(2))

    def new_policy(self, numbers: dict[str, float]) -> None:
        """A version is drafted and signed, and the sweep takes everybody."""
        draft = policies.draft(self.centre, by=self.doctor, at=self.now, numbers=numbers, rationale="agreed")
        policies.sign(draft, by=self.doctor, at=self.now, effect={})
        assert self.sweep(f"a policy {numbers}").evaluated == 2

    def check_remembered(self, *, reviewed: Iterable[int]) -> None:
        """To review again what was just reviewed writes nothing, and nobody whom the sweep passes over has changed."""
        due = set(sweep.eligible(self.centre, self.now))
        ids: dict[int, UUID] = {who: life.patient.pk for who, life in enumerate(self.lives)}
        assert not due & {ids[who] for who in reviewed}, "a patient just reviewed asks to be reviewed again"
        settled = list(Patient.objects.filter(pk__in=set(ids.values()) - due).select_related("centre").order_by("pk"))
        for reviewed in review.review_all(settled, now=self.now).values():
            rows = reviewed.changes.rows
            assert not rows, f"a second review writes {[str(row.__dict__) for row in rows]}"
