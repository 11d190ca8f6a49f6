"""Flows: what goes from a donor through a channel, or directly, to a recipient."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .sums import Cell, Row, Total, place, rows_by, together

STATIONS = ("donor", "channel", "recipient")
OTHERS = "*"
MOST = 500  # rows that a page can carry


@dataclass(frozen=True)
class Station:
    """A donor, channel or recipient, and as what a chart draws it."""

    key: str
    name: str
    drawn: str  # its own key, or OTHERS
    drawn_name: str


@dataclass(frozen=True)
class Flow:
    """All that goes from one donor through one channel to one recipient."""

    donor: Station
    channel: Station
    recipient: Station
    total: Total


def flows(some: list[Cell], leading: int) -> list[Flow]:
    """
    Return the flows of cells by donor, channel and recipient, the largest first.

    A chart draws the ``leading`` donors, channels and recipients by themselves. Of more
    than MOST flows those that it draws as one are one, with OTHERS as key of the rest.
    """
    drawn = {station: _drawn(some, station, leading) for station in STATIONS}
    found = []
    for cell in over_stages(some):
        donor, channel, recipient = (_station(cell, one, drawn[one]) for one in drawn)
        found.append(Flow(donor, channel, recipient, cell.total))
    return sorted(found if len(found) <= MOST else _as_drawn(found), key=_place)


def _as_drawn(found: Iterable[Flow]) -> list[Flow]:
    alike: dict[tuple[Station, Station, Station], list[Total]] = {}
    for flow in found:
        ends = (
            _drawn_as(flow.donor),
            _drawn_as(flow.channel),
            _drawn_as(flow.recipient),
        )
        alike.setdefault(ends, []).append(flow.total)
    return [Flow(*ends, together(own)) for ends, own in alike.items()]


def _drawn_as(one: Station) -> Station:
    return replace(one, key=one.drawn, name=one.drawn_name)


def over_stages(some: Iterable[Cell]) -> list[Cell]:
    """Return ``some`` with the stages of each added up."""
    alike: dict[Cell, list[Total]] = {}
    for cell in some:
        alike.setdefault(replace(cell, stage="", total=Total()), []).append(cell.total)
    return [replace(cell, total=together(own)) for cell, own in alike.items()]


def _drawn(some: list[Cell], station: str, leading: int) -> dict[str, tuple[str, str]]:
    """Return the key and name as which each key is drawn; nothing stands for one."""
    rows = [row for row in rows_by(station, some) if row.total.amount]
    own = rows if len(rows) <= leading + 1 else rows[:leading]
    rest = f"{len(rows) - len(own)} other {station}s"
    apart = {row.key: (row.key, row.name) for row in own}
    return {row.key: apart.get(row.key, (OTHERS, rest)) for row in rows}


def _station(cell: Cell, station: str, drawn: dict[str, tuple[str, str]]) -> Station:
    key, name = getattr(cell, station), getattr(cell, f"{station}_name")
    return Station(key, name, *drawn.get(key, (key, name)))


def _place(flow: Flow) -> tuple[object, ...]:
    names = " ".join((flow.donor.name, flow.channel.name, flow.recipient.name))
    return place(Row("", names, flow.total))
