"""The rules of the surveillance engine: one rule, one file, one class."""

from __future__ import annotations

from surveillance.rules.base import Rule
from surveillance.rules.e1 import E1
from surveillance.rules.f1 import F1
from surveillance.rules.f2 import F2
from surveillance.rules.f3 import F3
from surveillance.rules.f4 import F4
from surveillance.rules.f5 import F5
from surveillance.rules.f6 import F6
from surveillance.rules.g1 import G1
from surveillance.rules.g2 import G2
from surveillance.rules.g4 import G4
from surveillance.rules.g5 import G5
from surveillance.rules.g6 import G6
from surveillance.rules.g7 import G7
from surveillance.rules.i1 import I1
from surveillance.rules.m1 import M1
from surveillance.rules.m4 import M4
from surveillance.rules.r1 import R1
from surveillance.rules.r2 import R2
from surveillance.rules.x0 import X0
from surveillance.rules.x1 import X1
from surveillance.rules.x2 import X2
from surveillance.rules.x3 import X3
from surveillance.rules.x4 import X4

RULES: tuple[Rule, ...] = (
    F1(),
    F2(),
    F3(),
    F4(),
    F5(),
    F6(),
    G1(),
    G2(),
    G4(),
    G5(),
    G6(),
    G7(),
    M1(),
    M4(),
    R1(),
    R2(),
    I1(),
    E1(),
    X0(),
    X1(),
    X2(),
    X3(),
    X4(),
)
RULE: dict[str, Rule] = {rule.id: rule for rule in RULES}
