"""Spell the forms of English nouns and verbs."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pledges.extraction.lexicon.grammar import closed_words

VOWELS: Final = "aeiou"
# One syllable, ends in vowel and consonant: the consonant is doubled. Longer
# verbs are doubled where the stress is at the end.
DOUBLED: Final = closed_words("inflection", "doubled")


@lru_cache(maxsize=4096)
def plural(noun: str) -> str:
    """
    Return the plural of a noun phrase.

    >>> plural("battery"), plural("gas mask"), plural("box"), plural("lorry")
    ('batteries', 'gas masks', 'boxes', 'lorries')
    """
    if noun.endswith("y") and noun[-2:-1] not in VOWELS:
        return f"{noun[:-1]}ies"
    if noun.endswith(("s", "x", "sh", "ch")):
        return f"{noun}es"
    return f"{noun}s"


def verb_forms(entry: str) -> Iterator[tuple[str, str]]:
    """
    Yield (written form, name of the form) of "give/gave/given" or "hand over".

    >>> [form for form, _ in verb_forms("supply")]
    ['supply', 'supplies', 'supplied', 'supplied', 'supplying']
    """
    lemma, *irregular = entry.split("/")
    verb, _, particle = lemma.partition(" ")
    regular = past_of(verb)
    past, participle = irregular or (regular, regular)
    tail = f" {particle}" if particle else ""
    written = (verb, third_of(verb), past, participle, ing_of(verb))
    for form, name in zip(written, FORMS, strict=True):
        yield form + tail, name
    if verb.endswith("l") and verb[-2:-1] in VOWELS and not irregular:
        for ending, name in (("ed", "past"), ("ed", "participle"), ("ing", "ing")):
            yield f"{verb}l{ending}{tail}", name  # British "cancelled"
    if verb == "be":
        for form, name in BE:
            yield form + tail, name


FORMS: Final = ("base", "s", "past", "participle", "ing")
BE: Final = (
    ("is", "s"),
    ("are", "s"),
    ("was", "past"),
    ("were", "past"),
    ("been", "participle"),
)


def third_of(verb: str) -> str:
    """Return the third person: the same spelling as a plural."""
    return f"{verb}es" if verb.endswith("o") else plural(verb)


def stem_of(verb: str) -> str:
    """Return what -ed and -ing are added to."""
    return verb + verb[-1] if verb in DOUBLED else verb


def past_of(verb: str) -> str:
    """Return the regular past."""
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return f"{verb[:-1]}ied"
    return f"{stem_of(verb)}ed"


def ing_of(verb: str) -> str:
    """Return the -ing form."""
    if verb.endswith("e") and not verb.endswith("ee") and verb != "be":
        return f"{verb[:-1]}ing"
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    return f"{stem_of(verb)}ing"
