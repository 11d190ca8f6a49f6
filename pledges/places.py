"""Where countries lie on the map: their shapes in the atlas, dots where too small."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Shapes are ISO 3166-1 numeric codes, as the atlas names them (Kosovo has none). Points
# are the centres of the largest parts in Natural Earth at 1:50 million, or at 1:10
# million; those of territories that it draws with another country are our own.
TABLE = Path(__file__).parent / "places.csv"


@dataclass(frozen=True)
class Place:
    """Where a country is drawn: as a shape, as a dot where it is small, or as both."""

    shape: str = ""  # what the atlas calls it
    point: str = ""  # longitude and latitude, in degrees


@cache
def places() -> dict[str, Place]:
    """Return the place of each country that has one, by the code of the actor."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Place(
                row["shape"], f"{row['longitude']} {row['latitude']}".strip()
            )
            for row in csv.DictReader(file)
        }
