"""Commands of surveillance: demo, sweep, replay, trajectory, repeatability."""
