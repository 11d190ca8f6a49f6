"""Add up pledges: querysets in, plain rows out. The only place that adds."""

from .goods import Goods, Panel, by_size, equipment
from .overtime import Point, TimeTable, cumulative
from .reported import Beside, Claim, beside, comparable
from .sums import (
    NOT_STATED,
    Cell,
    Pledges,
    Row,
    Total,
    by_donor,
    by_instrument,
    by_recipient,
    by_sector,
    by_stage,
    cells,
    of,
    reach,
    within,
)

__all__ = [
    "NOT_STATED",
    "Beside",
    "Cell",
    "Claim",
    "Goods",
    "Panel",
    "Pledges",
    "Point",
    "Row",
    "TimeTable",
    "Total",
    "beside",
    "by_donor",
    "by_instrument",
    "by_recipient",
    "by_sector",
    "by_size",
    "by_stage",
    "cells",
    "comparable",
    "cumulative",
    "equipment",
    "of",
    "reach",
    "within",
]
