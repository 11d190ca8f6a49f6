"""Drop goods that the text names again in other words, or counts elsewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pledges.extraction.findings import Finding
from pledges.extraction.lexicon.grammar import read
from pledges.extraction.lexicon.inflection import plural
from pledges.extraction.repeats import agree, heads_agree, last_word, words_of

# Findings of one family that are compared: keeps the work linear.
MOST_RIVALS: Final = 40
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
        if is_claimed(finding):
            rivals[family_of(finding)].append(finding)
    dropped = {id(f) for same in rivals.values() for f in repeats_in(same)}
    return [finding for finding in found if id(finding) not in dropped]


def repeats_in(same: Sequence[Finding]) -> Iterator[Finding]:
    """Yield those of one family that say less than another."""
    for at, finding in enumerate(same):
        near = same[max(0, at - MOST_RIVALS) : at + MOST_RIVALS]
        if any(tells_more(other, finding) for other in near if other is not finding):
            yield finding


def is_claimed(finding: Finding) -> bool:
    """Tell goods that are claimed from sums and from weak findings."""
    return finding.kind == "equipment" and not finding.is_weak


def family_of(finding: Finding) -> str:
    """Return what kind of thing an item is: a lorry is a vehicle."""
    word = last_word(finding)
    return FAMILY.get(word, word)


def tells_more(full: Finding, bare: Finding) -> bool:
    """Tell whether ``full`` is of the same goods as ``bare`` and says more."""
    if full.group == bare.group or full.quantity is None or not agree(full, bare):
        return False
    if bare.quantity is None:
        return is_shorter(bare, full)
    return bare.quantity == full.quantity and says_same_number(full, bare)


def is_shorter(bare: Finding, full: Finding) -> bool:
    """Tell goods without a number from the same goods with a number."""
    words, more = words_of(bare), words_of(full)
    if words <= more and (heads_agree(bare, full) or is_name(bare)):
        return True
    known = "goods_known" in bare.rules
    if known and heads_agree(bare, full) and len(words & more) > 1:
        return True
    general = len(words) == 1 and last_word(bare) in CLASSES
    classed = words <= more and last_word(full) in CLASSES
    return (general or classed) and (known or bare.start < full.start)


CLASSES: Final = frozenset(read("equipment")["family"])


def is_name(finding: Finding) -> bool:
    """Tell "Caesar" and "F-16" from nouns."""
    word = (finding.item or "").split()[-1]
    return word[:1].isupper() or any(c.isdigit() for c in word)


def says_same_number(full: Finding, bare: Finding) -> bool:
    """Tell "3 UAVs" from the "three strike drones" that the text has named."""
    counted = bare.quantity is not None and bare.quantity > 1
    done = [finding.stage == "delivered" for finding in (full, bare)]
    sizes = [len(words_of(finding)) for finding in (full, bare)]
    longer = (sizes[0], -full.start) > (sizes[1], -bare.start)
    alike = last_word(full) != last_word(bare) or words_of(full) != words_of(bare)
    return counted and done[0] == done[1] and longer and alike
