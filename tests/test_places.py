"""Every country is on the map, where the atlas or a dot has it."""

import json
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

from builders import known_actors

from pledges.places import places

ATLAS = json.loads(
    next(
        (Path(__file__).parent.parent / "static/vendor").glob("world-atlas-*/*.json")
    ).read_text()
)
# As static/js/atlas.js draws them: with the countries that the United Nations name.
WITHOUT_A_ROW = {"N. Cyprus", "Somaliland"}


def shapes() -> dict[str, dict[str, Any]]:
    """Return the shapes of the atlas by code, or by name where there is none."""
    found = ATLAS["objects"]["countries"]["geometries"]
    return {one.get("id", one["properties"]["name"]): one for one in found}


def frame(shape: dict[str, Any]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a shape."""
    scale, start = ATLAS["transform"]["scale"], ATLAS["transform"]["translate"]
    rings = shape["arcs"]
    if shape["type"] == "MultiPolygon":
        rings = chain.from_iterable(rings)
    edges: list[list[float]] = [[], []]
    for number in chain.from_iterable(rings):
        arc = ATLAS["arcs"][number if number >= 0 else ~number]
        for axis in (0, 1):
            for steps in accumulate(point[axis] for point in arc):
                edges[axis].append(steps * scale[axis] + start[axis])
    (east, north), (west, south) = map(max, edges), map(min, edges)
    return west, south, east, north


def test_every_country_has_its_place():
    countries = [one for one in known_actors().values() if one["kind"] == "country"]

    assert {one["code"] for one in countries} == set(places())
    assert [code for code, one in places().items() if not one.shape + one.point] == []


def test_every_shape_is_of_one_country():
    named = [one.shape for one in places().values() if one.shape]

    assert sorted(named) == sorted(set(shapes()) - WITHOUT_A_ROW)


def test_shapes_are_those_of_their_countries():
    names = {code: shapes()[one.shape] for code, one in places().items() if one.shape}

    for code in ("UA", "JP", "XK", "TW", "PS", "GE"):
        ours, theirs = known_actors()[code]["name"], names[code]["properties"]["name"]
        assert ours[:3] == theirs[:3], code


def test_a_dot_lies_within_its_shape():
    both = {code: one for code, one in places().items() if one.shape and one.point}

    assert "LU" in both
    for code, one in both.items():
        west, south, east, north = frame(shapes()[one.shape])
        longitude, latitude = map(float, one.point.split())
        assert west - 1 < longitude < east + 1, code
        assert south - 1 < latitude < north + 1, code


def test_a_small_state_without_a_shape_is_a_dot():
    assert places()["TV"].shape == ""
    assert places()["TV"].point == "179.2 -8.5"
