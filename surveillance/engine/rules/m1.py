"""M1: the lesion has a mobile part."""

from __future__ import annotations

from registry.vocabulary.terms import EMBOLISMS
from surveillance.engine.case import Case
from surveillance.engine.course.risk import event_label
from surveillance.engine.known.dates import written
from surveillance.engine.known.history import EventSeen
from surveillance.engine.lesion.features import Run, active
from surveillance.engine.rules.base import DATA_MANAGER, WHILE_IT_STANDS, Number, Rule, Signal, is_historical


class M1(Rule):
    """Present until an exam able to show it reads absent; S4 with an embolism that has no other cause."""

    id = "M1"
    title = "Mobile part"
    severity = "S3"
    calendar = False
    clinical = True
    role = DATA_MANAGER
    heart_team = WHILE_IT_STANDS
    source = (
        "Review §2: “Calcification size and mobility: These findings probably represent the most frequent "
        "characteristics associated with rupture”; §1.2: “a mobile mass …, carrying a high risk of embolism”"
    )
    evidence = "published: review §2; mobility 22 % with against 11 % without stroke in MAC (Kim 2020); urgency: ours"
    advice = "Consider TOE within days; discuss in the Heart Team."

    def look(self, case: Case) -> list[Signal]:
        """One signal per lesion with a mobile part."""
        runs = [run for lesion in case.history.lesions if (run := active(case.history, lesion, "mobile_element"))]
        return [self._signal(case, run) for run in runs]

    def _signal(self, case: Case, run: Run) -> Signal:
        emboli = [e for e in case.history.events if e.kind in EMBOLISMS and e.attribution != "other_cause"]
        detail = f" ({', '.join(run.details)})" if run.details else ""
        words = f", with {'; '.join(_told(event) for event in emboli)}" if emboli else ""
        return self.signal(
            f"{run.lesion}:{run.feature}:{run.exam}",
            f"Mobile part{detail}, {run.word} on {written(run.since)}{words}.",
            since=run.since.first,
            severity="S4" if emboli else "S3",
            historical=is_historical(case, run.since),
            numbers=(
                Number("first exam that shows it", written(run.since)),
                Number("last exam that shows it", written(run.last)),
                Number("last exam before that read absent", written(run.absent_on) if run.absent_on else "none"),
            ),
            against=against_run(run),
            facts=(*run.exams, *(event.id for event in emboli)),
        )


def against_run(run: Run) -> tuple[str, ...]:
    """What speaks against a feature: it may be old, it was seen once, by TTE only."""
    found = []
    if not run.is_new:
        found.append("First recorded: no earlier exam able to show it read absent, so it may be old.")
    if len(run.exams) == 1:
        found.append(f"Seen in one exam only ({run.last_modality}).")
    return tuple(found)


def _told(event: EventSeen) -> str:
    return f"{event_label(event).lower()} on {written(event.when)}"
