"""Sums over the few states or readings, term by term: one lesion alone and a thousand together agree to the last digit.

`einsum` and `sum` choose the order of their terms by the shape of the arrays, so that the number of lesions beside it
would show in a lesion's last digits, and a sweep would write anew what a single review has written.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import iadd

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def total(terms: Iterable[Floats]) -> Floats:
    """The sum of at least one term, each a new array of one shape."""
    return reduce(iadd, terms)


def down(terms: Floats) -> Floats:
    """The sum over the first axis."""
    found: Floats = terms[0] if len(terms) == 1 else reduce(iadd, terms[1:], terms[0].copy())
    return found
