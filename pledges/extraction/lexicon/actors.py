"""Actors and their names, from actors.toml and leaders.toml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pledges.extraction.lexicon.grammar import read
from pledges.extraction.tokens import PhraseIndex

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """A country, organisation, fund, programme or group that gives or receives."""

    code: str
    name: str
    kind: str
    short_name: str = ""
    aliases: Words = ()
    demonyms: Words = ()
    stands_for: Words = ()
    refers_back: Words = ()
    currency: str = ""
    members: Words = ()
    # the donor for whom a national agency acts
    of: str = ""
    # the one country that a fund serves
    serves: str = ""

    @property
    def claim_name(self) -> str:
        """Return what a claim calls the actor."""
        if self.kind == "group":
            return "*"
        if self.kind == "country" or self.code in ("EU", "NATO", "UN"):
            return self.code
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an actor."""

    code: str
    # "name", "demonym", "capital", "back" (once named), "leader", "place" or "none"
    sort: str


def to_actor(entry: Mapping[str, Any]) -> Actor:
    """Make an Actor of a table's entry; keys it has no field for are left out."""
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in entry.items()
        if key in Actor.__dataclass_fields__
    }
    return Actor(**fields)


def read_actors() -> dict[str, Actor]:
    """Return the actors of actors.toml by code."""
    actors = [to_actor(entry) for entry in read("actors").get("actor", [])]
    return {actor.code: actor for actor in actors}


def names_of(actor: Actor) -> Iterator[tuple[str, Name]]:
    """Yield every name of an actor with its sort."""
    for name in {actor.name, actor.short_name, *actor.aliases} - {""}:
        yield name, Name(actor.code, "name")
    for demonym in actor.demonyms:
        yield demonym.removeprefix("the "), Name(actor.code, "demonym")
    for capital in actor.stands_for:
        yield capital, Name(actor.code, "capital")
    for phrase in actor.refers_back:
        yield phrase, Name(actor.code, "back")


def actor_tables(actors: Mapping[str, Actor]) -> dict[str, Any]:
    """Index the actors by their names; a name may belong to several."""
    names: dict[str, list[Name]] = {}
    for actor in actors.values():
        for phrase, name in names_of(actor):
            names.setdefault(phrase, []).append(name)
    for phrase, name in other_names():
        names.setdefault(phrase, []).append(name)
    index = PhraseIndex((phrase, tuple(found)) for phrase, found in names.items())
    return {"actors": actors, "names": index}


def other_names() -> Iterator[tuple[str, Name]]:
    """Yield leaders, places, and phrases that hold a name but mean another thing."""
    for code, leaders in read("leaders").get("leaders", {}).items():
        for leader in leaders:
            yield leader, Name(code, "leader")
    for code, places in read("places")["places"].items():
        for place in places:
            yield place, Name(code, "place")
    for phrase in read("actors").get("phrases_not_actors", ()):
        yield phrase, Name("", "none")
