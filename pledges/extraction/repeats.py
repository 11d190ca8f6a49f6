"""Settle which of several findings of the same thing stands for it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from pledges.extraction.findings import Finding
from pledges.extraction.passages import Passage

SHARED_WORDS: Final = 2
SAME_SENTENCE: Final = 120
TITLE_LINES: Final = 4
# Findings of one key that are compared: keeps the work linear.
MOST_RIVALS: Final = 40


def settle(found: Sequence[Finding], passages: Sequence[Passage]) -> list[Finding]:
    """Return the findings without repeats, in the order of the text."""
    end = title_end(passages)
    kept: dict[object, list[Finding]] = defaultdict(list)
    for finding in sorted(
        found, key=lambda f: (f.figure_start < end, f.is_weak, f.figure_start)
    ):
        same = kept[key_of(finding)]
        rivals = same[-MOST_RIVALS:]
        at = next((i for i, one in enumerate(rivals) if is_same(finding, one)), None)
        if at is None:
            same.append(finding)
        else:
            place = len(same) - len(rivals) + at
            same[place] = firmest(same[place], finding)
    settled = sorted(chain.from_iterable(kept.values()), key=lambda f: f.figure_start)
    told = widen_wholes(without_title(settled, end))
    return mark_fund_goods(told, found)


def firmest(kept: Finding, again: Finding) -> Finding:
    """Return what is kept with the firmest stage that a verb of the text states."""
    stages = kept.stage or "", again.stage or ""
    told = kept.kind == again.kind == "pledge" and "stage_verb" in again.rules
    firm = told and again.stage == "committed" and not again.is_weak
    rises = stages in (("considered", "committed"), ("announced", "committed"))
    return replace(kept, stage=again.stage) if firm and rises else kept


def widen_wholes(found: Sequence[Finding]) -> list[Finding]:
    """Give a whole "*" where only its parts name recipients, and others."""
    widened = list(found)
    whole: int | None = None
    for i, finding in enumerate(found):
        if finding.kind != "pledge" or finding.is_weak:
            continue
        if not finding.part_of:
            whole = i
        elif whole is not None and differs_from(found[whole], finding):
            widened[whole] = replace(found[whole], recipient="*")
    return widened


def differs_from(whole: Finding, part: Finding) -> bool:
    """Tell whether a part names a recipient and its whole has another, by guess."""
    guessed = "recipient_context" in whole.rules
    named = not {"recipient_context", "recipient_whole"} & set(part.rules)
    return guessed and named and part.recipient not in (None, whole.recipient)


def without_title(found: list[Finding], end: int) -> list[Finding]:
    """Drop what the title says where the text tells it: titles round."""
    told = any(not f.is_weak and f.figure_start >= end for f in found)
    return [f for f in found if f.figure_start >= end or not told]


def key_of(finding: Finding) -> object:
    """Return what two findings of the same thing have in common."""
    if finding.kind == "equipment":
        return last_word(finding)
    return finding.currency, finding.amount


def last_word(finding: Finding) -> str:
    """Return the last word of an item."""
    return (finding.item or "").lower().rsplit(maxsplit=1)[-1]


def title_end(passages: Sequence[Passage]) -> int:
    """Return where the title ends: the headings above the first prose."""
    end = 0
    for passage in passages[:TITLE_LINES]:
        if passage.sentence.form != "heading":
            break
        end = passage.sentence.end
    return end


def mark_fund_goods(kept: Sequence[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Mark goods that a payment into a fund is said to provide: not in kind."""
    paid = {last_word(goods): goods for goods in goods_of_funds(found)}
    return [
        replace(f, instrument="fund_contribution")
        if is_goods(f) and last_word(f) in paid and share_words(f, paid[last_word(f)])
        else f
        for f in kept
    ]


def is_goods(finding: Finding) -> bool:
    """Tell goods that are claimed from sums and from weak findings."""
    return finding.kind == "equipment" and not finding.is_weak


def goods_of_funds(found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield goods that stand right behind a payment into a fund, as its use."""
    fund_end = -SAME_SENTENCE
    for finding in found:
        if finding.kind != "equipment" and finding.instrument == "fund_contribution":
            fund_end = finding.figure_end
        named_again = "refuse_cash_use" in finding.rules
        if named_again and finding.figure_start - fund_end < SAME_SENTENCE:
            yield finding


def share_words(a: Finding, b: Finding) -> bool:
    """Tell whether two descriptions have the head and one more word in common."""
    return heads_agree(a, b) and len(words_of(a) & words_of(b)) >= SHARED_WORDS


def is_same(a: Finding, b: Finding) -> bool:
    """Tell whether two findings of one key say the same."""
    if (a.kind == "equipment") != (b.kind == "equipment"):
        return False
    if a.kind == "equipment":
        return same_goods(a, b)
    if different_channels(a, b) or a.group == b.group or are_apart(a, b):
        return False
    if "figure_another" in a.rules:
        return False
    return agree(a, b)


def are_apart(a: Finding, b: Finding) -> bool:
    """Tell a total from a promise of the same size, and a whole from its part."""
    if a.kind != b.kind and a.stage != b.stage:
        return True
    parts = "part_including" in a.rules or "part_including" in b.rules
    return parts and a.part_of != b.part_of and abs(a.group - b.group) == 1


def different_channels(a: Finding, b: Finding) -> bool:
    """Tell whether two sums close to each other go two ways."""
    return bool(
        a.channel
        and b.channel
        and a.channel != b.channel
        and abs(a.figure_start - b.figure_start) < 300
    )


def agree(a: Finding, b: Finding) -> bool:
    """Tell whether donor and recipient leave room for being the same."""
    donors = surely_differ(a, b, "donor")
    recipients = surely_differ(a, b, "recipient")
    return not donors and not recipients


def surely_differ(a: Finding, b: Finding, part: str) -> bool:
    """Tell whether both findings name a party of their own, and not the same one."""
    x, y = getattr(a, part), getattr(b, part)
    if part == "recipient" and "*" in (x, y) and not (a.part_of or b.part_of):
        return False
    guesses = {f"{part}_context", f"{part}_open"}
    return x != y and not guesses & set(a.rules) and not guesses & set(b.rules)


def same_goods(a: Finding, b: Finding) -> bool:
    """Tell whether two findings name the same goods in the same number."""
    counted = a.quantity is not None and b.quantity is not None
    if a.quantity != b.quantity and (counted or a.is_weak == b.is_weak):
        return False
    if counted and a.stage != b.stage:
        return False
    x, y = words_of(a), words_of(b)
    same = x == y or ((x <= y or y <= x) and heads_agree(a, b))
    return same and agree(a, b)


def words_of(finding: Finding) -> frozenset[str]:
    """Return the words of an item, hyphens opened."""
    return frozenset((finding.item or "").lower().replace("-", " ").split())


def heads_agree(a: Finding, b: Finding) -> bool:
    """Tell whether the last nouns of two items are the same."""
    x, y = (a.item or "").lower().split(), (b.item or "").lower().split()
    return bool(x and y) and x[-1] == y[-1]
