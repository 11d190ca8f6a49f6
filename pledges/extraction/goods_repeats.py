"""Drop goods that the text names again in other words, or counts elsewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from pledges.extraction.findings import Finding
from pledges.extraction.lexicon.grammar import closed_words, read
from pledges.extraction.lexicon.inflection import plural
from pledges.extraction.phrases import is_class
from pledges.extraction.repeats import (
    MOST_RIVALS,
    agree,
    heads_agree,
    is_goods,
    last_word,
    words_of,
)

# "Drone" for "UAV", and "vehicle" for "lorry": the family of each noun.
FAMILY: Final[Mapping[str, str]] = {
    word: family
    for family, words in read("equipment")["family"].items()
    for noun in (family, *words)
    for word in (noun.lower(), plural(noun.lower()))
}


def without_repeats(found: Sequence[Finding]) -> list[Finding]:
    """Return ``found`` without goods of which other findings tell more."""
    rivals: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        if is_goods(finding):
            for key in keys_of(finding):
                rivals[key].append(finding)
    dropped = {id(f) for same in rivals.values() for f in repeats_in(same)}
    dropped |= {id(f) for f in vague_in([f for f in found if is_goods(f)])}
    dropped |= {id(f) for f in sold_in(found)}
    return [finding for finding in found if id(finding) not in dropped]


def sold_in(found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield goods that another sentence sells, and what comes along with them."""
    sold = {sale_of(f) for f in found if "refuse_sale" in f.rules}
    groups = {f.group for f in found if is_goods(f) and sale_of(f) in sold}
    for finding in found:
        along = finding.quantity is None and finding.group in groups
        if is_goods(finding) and (along or sale_of(finding) in sold):
            yield finding


def sale_of(finding: Finding) -> tuple[str, str | None]:
    """Return what two findings of the same sale have in common."""
    return family_of(finding), finding.recipient


def repeats_in(same: Sequence[Finding]) -> Iterator[Finding]:
    """Yield those of one family that say less than another."""
    for at, finding in enumerate(same):
        near = same[max(0, at - MOST_RIVALS) : at + MOST_RIVALS]
        if any(tells_more(other, finding) for other in near if other is not finding):
            yield finding


def keys_of(finding: Finding) -> set[str]:
    """Return what a finding may share with others: its family, and its names."""
    return {family_of(finding), *names_in(finding)}


def names_in(finding: Finding) -> set[str]:
    """Return the names and types in what an item is called."""
    words = (finding.item or "").split()
    return {word.lower() for word in words if is_proper(word) and "-made" not in word}


def family_of(finding: Finding) -> str:
    """Return what kind of thing an item is: a lorry is a vehicle."""
    word = last_word(finding)
    return FAMILY.get(word, word)


def tells_more(full: Finding, bare: Finding) -> bool:
    """Tell whether ``full`` is of the same goods as ``bare`` and says more."""
    if full.quantity is None or not agree(full, bare):
        return False
    if full.group == bare.group:
        return bare.quantity is None and words_of(full) == words_of(bare)
    if bare.quantity is None:
        return is_shorter(bare, full)
    return bare.quantity == full.quantity and says_same_number(full, bare)


def is_shorter(bare: Finding, full: Finding) -> bool:
    """Tell goods without a number from the same goods with a number."""
    words, more = words_of(bare), words_of(full)
    if words <= more and (heads_agree(bare, full) or is_name(bare)):
        return True
    wider = more <= words and heads_agree(bare, full)
    if wider and bare.stage == full.stage:
        return True
    known = "goods_known" in bare.rules
    if known and heads_agree(bare, full) and full.figure_start < bare.figure_start:
        return True
    if len(words & more) > 1 and names_in(bare) & names_in(full):
        return True
    general = len(words) == 1 and last_word(bare) in CLASSES
    classed = words <= more and last_word(full) in CLASSES
    return (general or classed) and (known or bare.figure_start < full.figure_start)


CLASSES: Final = frozenset(read("equipment")["family"])


def is_name(finding: Finding) -> bool:
    """Tell "Caesar" and "F-16" from nouns."""
    return is_proper((finding.item or "").split()[-1])


def is_proper(word: str) -> bool:
    """Tell a name or a type from a noun."""
    return word[:1].isupper() or any(c.isdigit() for c in word)


def says_same_number(full: Finding, bare: Finding) -> bool:
    """Tell "3 UAVs" from the "three strike drones" that the text has named."""
    counted = bare.quantity is not None and bare.quantity > 1
    done = [finding.stage == "delivered" for finding in (full, bare)]
    sizes = [len(words_of(finding)) for finding in (full, bare)]
    longer = (sizes[0], -full.figure_start) > (sizes[1], -bare.figure_start)
    alike = last_word(full) != last_word(bare) or words_of(full) != words_of(bare)
    return counted and done[0] == done[1] and longer and alike


def vague_in(claimed: Sequence[Finding]) -> Iterator[Finding]:
    """Yield "lethal and non-lethal equipment", where what it is follows."""
    for finding, following in pairwise(claimed):
        near = following.figure_start - finding.figure_end < SOON
        same = finding.donor == following.donor
        same = same and finding.recipient == following.recipient
        if near and same and is_vague(finding) and not is_vague(following):
            yield finding


SOON: Final = 600


def is_vague(finding: Finding) -> bool:
    """Tell goods that are named by nothing but what they are for in general."""
    named = (finding.item or "").lower().rpartition(" of ")[2]
    *first, head = named.split()
    plain = finding.quantity is None and is_class(head)
    return plain and set(first) <= ADJECTIVES


ADJECTIVES: Final = closed_words("mentions", "adjectives")
