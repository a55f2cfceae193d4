"""People who do not exist: names that say so in three languages, numbers that nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from surveillance.demonstration.recipe import RECIPE, Rng
from surveillance.engine.day import DAYS_PER_YEAR

FAMILY_NAMES = (
    "Esempio", "Modello", "Prova", "Fittizia", "Inventata", "Immaginaria", "Campione", "Nessuno",
    "Muster", "Beispiel", "Probe", "Erfunden", "Niemand", "Vorlage", "Platzhalter", "Fantasie",
    "Sample", "Placeholder", "Specimen", "Fiction", "Invented", "Nobody", "Example", "Imaginary",
)  # fmt: skip
WOMEN = (
    "Anna", "Rosa", "Lucia", "Teresa", "Assunta", "Carmela", "Ines", "Bianca", "Greta", "Helga", "Ursula", "Ingrid",
    "Hannelore", "Gisela", "Erna", "Waltraud", "Mabel", "Doris", "Edith", "Hazel", "Joyce", "Beryl", "Winifred",
)  # fmt: skip
MEN = (
    "Luigi", "Pietro", "Aldo", "Carlo", "Dino", "Ennio", "Heinz", "Otto", "Kurt", "Werner", "Horst", "Egon",
    "Alfred", "Stanley", "Ernest", "Wilfred", "Cyril", "Norman",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Sex and birth of one simulated person, and the identity that goes with them and keeps the day."""

    sex: str
    birth: date
    identity: dict[str, Any]

    @property
    def demographics(self) -> dict[str, Any]:
        """What is recorded of the person apart from the identity."""
        return {"sex": self.sex}

    def age_on(self, day: date) -> float:
        """Years lived on `day`."""
        return (day - self.birth).days / DAYS_PER_YEAR


def invent(rng: Rng, *, number: int, centre: str, enrolled_on: date) -> Person:
    """One person of the age and sex mix of CLINICAL F, aged so at enrolment."""
    sex = "F" if rng.random() < RECIPE.female else "M"
    age = float(held(rng.normal(RECIPE.age_mean, RECIPE.age_sd), RECIPE.age_low, RECIPE.age_high))
    birth = enrolled_on - timedelta(days=round(age * DAYS_PER_YEAR))
    given = WOMEN if sex == "F" else MEN
    identity = {
        "family_name": FAMILY_NAMES[rng.integers(len(FAMILY_NAMES))],
        "given_name": given[rng.integers(len(given))],
        "title": "Mrs" if sex == "F" else "Mr",
        "birth_date": birth,
        "hospital_number": f"{centre}{number:07d}",
        "phone": f"+00 000 {number:07d}",
        "email": f"nobody{number}@example.org",
        "address": f"{number} Example Street, Nowhere",
    }
    return Person(sex, birth, identity)


def held(value: float, low: float, high: float) -> float:
    """`value` held within its limits."""
    return min(max(value, low), high)
