"""The FilterSets that page, chart and file of one address share."""

from .changes import ChangeFilterSet
from .checking import ClaimFilterSet
from .chips import Chip, chips
from .comparing import CompareFilterSet
from .evidence import EvidenceFilterSet
from .others import ArticleFilterSet, EquipmentFilterSet, TotalFilterSet
from .pledges import (
    ActorListFilterSet,
    MapFilterSet,
    PledgeFilterSet,
    PledgeListFilterSet,
)
from .search import SearchFilterSet
from .unknown import Unknown, unknown

__all__ = [
    "ActorListFilterSet",
    "ArticleFilterSet",
    "ChangeFilterSet",
    "Chip",
    "ClaimFilterSet",
    "CompareFilterSet",
    "EquipmentFilterSet",
    "EvidenceFilterSet",
    "MapFilterSet",
    "PledgeFilterSet",
    "PledgeListFilterSet",
    "SearchFilterSet",
    "TotalFilterSet",
    "Unknown",
    "chips",
    "unknown",
]
