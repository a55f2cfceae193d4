"""From sizes to growth: the filter, its readings, its verdicts."""
