"""The tables, by subject, in the order in which facts flow through them."""

from .actors import Actor, Donor, Recipient
from .articles import Article, Candidate
from .changes import Change
from .corrections import CorrectionRequest
from .evidence import Evidence, ReportedTotal
from .feeds import Feed, Page
from .figures import ReferenceFigure
from .pledges import EquipmentItem, Pledge, PledgeLink, StageEvent
from .rates import DataVersion, ExchangeRate
from .search import SearchText, SearchWord
from .states import PledgeState

__all__ = [
    "Actor",
    "Article",
    "Candidate",
    "Change",
    "CorrectionRequest",
    "DataVersion",
    "Donor",
    "EquipmentItem",
    "Evidence",
    "ExchangeRate",
    "Feed",
    "Page",
    "Pledge",
    "PledgeLink",
    "PledgeState",
    "Recipient",
    "ReferenceFigure",
    "ReportedTotal",
    "SearchText",
    "SearchWord",
    "StageEvent",
]
