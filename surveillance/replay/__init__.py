"""Looking back without hindsight: what rules, other numbers and the published cases would have said."""
