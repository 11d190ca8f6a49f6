"""Through whom the money goes: a fund, a programme, an organisation."""

from typing import Final

from pledges.extraction.context import Context
from pledges.extraction.lexicon import Actor, Lexicon
from pledges.extraction.lexicon.grammar import closed_words
from pledges.extraction.parties import Party
from pledges.extraction.places import BEARERS, CHANNELS, FAR, Place, is_near

THROUGH: Final = closed_words("channels", "through")


def find_channel(
    place: Place, donor: str | None, context: Context, lexicon: Lexicon
) -> Actor | None:
    """Return the fund, programme or organisation that the money goes through."""
    for party in channel_order(place):
        actor = lexicon.actors.get(party.code)
        if actor is None or actor.kind not in CHANNELS or party.code == donor:
            continue
        if party.sort == "capital" or actor.code in ("EU", "NATO", "UN", "g7", "g20"):
            continue
        behind = party.first >= place.last
        if actor.kind in BEARERS or (
            party.after in THROUGH and (behind or is_go(place))
        ):
            return actor
        if (
            place.stage
            and place.stage.role in ("receive", "arrive", "go")
            and not behind
        ):
            return actor
    return None


def is_go(place: Place) -> bool:
    """Tell whether the verb only says where money goes."""
    return place.stage is not None and place.stage.role in ("go", "receive")


def channel_order(place: Place) -> list[Party]:
    """Return the parties of the figure's stretch, those behind it first."""
    if not place.passage.parties:
        return []
    near = [p for p in place.passage.parties if is_near(place, p, FAR + 6)]
    behind = [party for party in near if party.first >= place.last]
    return behind + [party for party in reversed(near) if party.first < place.last]
