"""What an address asks for that no filter reads: named, never passed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.http import QueryDict

# What other sites add to an address that is shared; it narrows nothing.
TRACKING_STARTS = ("utm_", "mtm_", "mc_", "_hs")
TRACKING = {
    "dclid",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "igsh",
    "igshid",
    "li_fat_id",
    "msclkid",
    "srsltid",
    "ttclid",
    "twclid",
    "wbraid",
    "yclid",
    "_ga",
    "_gl",
}
MANY, LONG = 5, 40


@dataclass(frozen=True)
class Unknown:
    """A parameter that no filter reads, and the one that may have been meant."""

    name: str
    meant: str  # "" where none is close
    instead: str  # the address with it, if any

    def __str__(self) -> str:
        hint = f"; did you mean {self.meant}?" if self.meant else "."
        return f"There is no such filter here{hint}"


def unknown(query: QueryDict, known: Iterable[str]) -> list[Unknown]:
    """Return the first few parameters of ``query`` that are not ``known``."""
    names = set(known)
    asked = [name for name in query if any(query.getlist(name))]
    strange = [name for name in asked if name not in names and not tracks(name)]
    return [_unknown(query, name, names) for name in strange[:MANY]]


def tracks(name: str) -> bool:
    """Say whether ``name`` only tells another site where a reader came from."""
    return name in TRACKING or name.startswith(TRACKING_STARTS)


def _unknown(query: QueryDict, name: str, known: set[str]) -> Unknown:
    short = " ".join(name.split())[:LONG]
    close = get_close_matches(short.lower(), sorted(known), n=1, cutoff=0.6)
    if not close:
        return Unknown(short, "", "")
    return Unknown(short, close[0], renamed(query, name, close[0]))


def renamed(query: QueryDict, name: str, meant: str) -> str:
    """Return ``query`` with the values of ``name`` under the name ``meant``."""
    rest = query.copy()
    rest.setlist(meant, [*rest.getlist(meant), *rest.pop(name)])
    return f"?{rest.urlencode()}"
