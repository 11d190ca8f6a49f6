import pytest

from pledges.extraction.equipment import items_in


@pytest.mark.parametrize(
    ("text", "item", "quantity", "qualifier"),
    [
        ("seven transformers", "transformer", 7, "exact"),
        ("More than 1,400 Stinger missiles", "Stinger missile", 1400, "at_least"),
        ("two dozen radars", "radar", 24, "exact"),
        ("about a dozen drones", "drone", 12, "about"),
        ("a pair of howitzers", "howitzer", 2, "exact"),
        ("a second Patriot battery", "Patriot battery", 1, "exact"),
        ("an ambulance", "ambulance", 1, "exact"),
        ("several vans", "van", None, "exact"),
        ("dozens of lorries", "lorry", None, "exact"),
        ("72 155mm howitzers", "155mm howitzer", 72, "exact"),
        ("4,765 tonnes of food", "tonne of food", 4765, "exact"),
        ("3,000 pieces of absorbent matting", "absorbent matting", 3000, "exact"),
        ("16 million rounds of ammunition", "round of ammunition", 16_000_000, "exact"),
        ("18 Leopard 2A6 tanks", "Leopard 2A6 tank", 18, "exact"),
        ("about 50 of the CV90", "CV90", 50, "about"),
        ("hand grenades: 100,000", "hand grenade", 100_000, "exact"),
        ("rice, more than 1,000 tonnes of it", "tonne of rice", 1000, "at_least"),
        ("12 seismographs", "seismograph", 12, "exact"),
    ],
)
def test_goods_have_number_and_qualifier(
    text: str, item: str, quantity: int | None, qualifier: str
) -> None:
    [found] = items_in(text)

    assert (found.item, found.quantity, found.qualifier) == (item, quantity, qualifier)


def test_a_list_gives_one_item_per_noun() -> None:
    found = items_in("helmets, bulletproof vests and five gas masks")

    assert [(i.item, i.quantity) for i in found] == [
        ("helmet", None),
        ("bulletproof vest", None),
        ("gas mask", 5),
    ]


@pytest.mark.parametrize(
    "text", ["500 people", "20 countries", "three days", "2022 trucks"]
)
def test_people_places_and_times_are_no_goods(text: str) -> None:
    assert [i for i in items_in(text) if i.quantity is not None] == []


def test_what_goods_are_for_belongs_to_them() -> None:
    [item] = items_in("5,000 rounds for 125mm cannon")

    assert item.item == "round for 125mm cannon"
