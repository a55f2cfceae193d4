"""The numbers of the simulated cohort, each with its origin; all of them make synthetic data and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from surveillance.engine.policy import DEFAULT

Rng = np.random.Generator
OURS = "ours, for synthetic data only"


@dataclass(frozen=True, slots=True)
class Recipe:
    """CLINICAL F: facts for simulation where they were published, our own guesses where they were not."""

    # people: post-menopausal women dominate; conditions are ours
    age_mean: float = 76.0
    age_sd: float = 9.0
    age_low: float = 45.0
    age_high: float = 98.0
    female: float = 0.72
    dialysis: float = 0.12
    diabetes: float = 0.30
    hypertension: float = 0.75
    atrial_fibrillation: float = 0.20
    mac_only: float = 0.15  # ours: enrolled with MAC, no echo-lucent core
    mobile: float = 0.11  # Kim 2020: a mobile part in 11 % of MAC without stroke
    # the lesion: log-normal size of the reported cases (biased up); growth of CCMA is unknown, the mixture is ours
    size_log_mean: float = 3.23
    size_log_sd: float = 0.53
    size_low: float = 6.0
    size_high: float = 60.0
    quiet_sd: float = 0.5
    growing: float = 0.12
    growing_mean: float = 2.0
    shrinking: float = 0.05
    shrinking_mean: float = -1.5
    moving_sd: float = 1.0
    abrupt: float = 0.03
    abrupt_mm: float = 8.0
    # visits: the review's 6 to 12 months; 27 % missed the one-month visit after percutaneous valve therapy
    months_low: float = 6.0
    months_high: float = 12.0
    missed: float = 0.27
    poor_window: float = 0.05  # ours
    rounded_to_5_mm: float = 0.08  # ours: some readers favour half-centimetres
    years_back: float = 6.0  # ours: enrolment is spread over the last years
    # what happens, per year: rupture Jeffreys 0.8/100 py with our coefficients; MAC survival 77/42/18 % at 1/5/10 y
    rupture: float = 0.008
    rupture_log_mobile: float = 0.5
    rupture_log_dialysis: float = 0.7
    rupture_log_slope: float = 0.15
    rupture_log_sepsis: float = 1.5
    death_at_78: float = 0.1725  # with the next number 84/41/16 %: no Gompertz falls as fast in the first year
    death_log_per_year_of_age: float = 0.07
    stroke: float = 0.02  # ours
    sepsis: float = 0.015  # ours
    refusal: float = 0.015  # ours
    transfer: float = 0.015  # ours

    def growth_of(self, rng: Rng) -> float:
        """A slope in mm per year from the mixture; the abrupt share has none."""
        kind = rng.random()
        if kind < self.growing:
            return float(rng.normal(self.growing_mean, self.moving_sd))
        if kind < self.growing + self.shrinking:
            return float(rng.normal(self.shrinking_mean, self.moving_sd))
        return float(rng.normal(0.0, self.quiet_sd))

    def rupture_rate(self, *, mobile: bool, dialysis: bool, slope: float, sepsis: bool) -> float:
        """Ruptures per year of a lesion with these features."""
        log = self.rupture_log_mobile * mobile + self.rupture_log_dialysis * dialysis
        log += self.rupture_log_slope * slope + self.rupture_log_sepsis * sepsis
        return self.rupture * float(np.exp(log))

    def years_to_death(self, age: float, rng: Rng) -> float:
        """A Gompertz waiting time from this age."""
        rate = self.death_at_78 * np.exp(self.death_log_per_year_of_age * (age - 78.0))
        wait = np.log1p(self.death_log_per_year_of_age * rng.exponential() / rate) / self.death_log_per_year_of_age
        return float(wait)


RECIPE = Recipe()
MODALITY_MIX = {"TTE": 0.80, "TOE": 0.12, "CT": 0.05, "CMR": 0.03}  # CLINICAL F
ERROR_MM = {
    modality: DEFAULT.error_of(modality) for modality in MODALITY_MIX
}  # CLINICAL C2, written once in the policy
