"""Make findings of the mentions in each sentence, in the order of the text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any, Final

from pledges.extraction.amounts import Amount
from pledges.extraction.channels import find_channel
from pledges.extraction.clauses import governing, is_bought_for
from pledges.extraction.context import Context, read_context
from pledges.extraction.currency import Sum, claimed_sum
from pledges.extraction.donors import find_donor, or_by_currency
from pledges.extraction.findings import PUBLISHABLE, Finding
from pledges.extraction.firmness import day_of, on_the_move, stage_of
from pledges.extraction.goods import is_share, item_strength, with_giver
from pledges.extraction.goods_repeats import without_repeats
from pledges.extraction.items import Items
from pledges.extraction.kinds import donor_of_total, is_supported, kind_of
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lists import enter_passage, leave_passage
from pledges.extraction.parts import stage_of_part
from pledges.extraction.passages import Passage, read_passages
from pledges.extraction.places import Place, Role, parties_within
from pledges.extraction.quotes import quote_of
from pledges.extraction.recipients import find_recipient
from pledges.extraction.repeats import settle
from pledges.extraction.scoring import score_amount, score_items
from pledges.extraction.sectors import find_instrument, find_sector, topic_sector
from pledges.extraction.sharing import spread
from pledges.extraction.tokens import BEGINNING, END
from pledges.extraction.years import is_exceeded

Figure = Amount | Items
START: Final = attrgetter("start")
MOST_FIGURES: Final = 60
MOST_IN_TEXT: Final = 2000
# A smaller sum is a price, or has lost its "million".
SMALLEST: Final = 1000


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read: its sentences, what they say, and what stands of it."""

    passages: Sequence[Passage]
    # before repeats were settled
    said: Sequence[Finding]
    found: list[Finding]


def find_all(text: str, published_on: date | None, lexicon: Lexicon) -> list[Finding]:
    """Return every finding of a text, weak ones included, in the text's order."""
    return read_text(text, published_on, lexicon).found


def read_text(text: str, published_on: date | None, lexicon: Lexicon) -> Reading:
    """Return what a text says, sentence by sentence, and what stands of it."""
    passages = read_passages(text, published_on, lexicon)
    context = read_context(passages, published_on, lexicon)
    context.sector = topic_sector(passages)
    said: list[Finding] = []
    for passage in passages:
        if len(said) > MOST_IN_TEXT:
            break  # no article has so many
        enter_passage(passage, context, lexicon)
        made = list(read_figures(text, passage, context, lexicon))
        leave_passage(passage, made, context, lexicon)
        said.extend(made)
    return Reading(passages, said, settle(without_repeats(said), passages))


def figures_of(passage: Passage) -> list[Figure]:
    """Return the sums and the goods of a sentence in its order."""
    return sorted([*passage.amounts, *passage.items], key=START)


def read_figures(
    text: str, passage: Passage, context: Context, lexicon: Lexicon
) -> Iterator[Finding]:
    """Yield a finding for each sum and each kind of goods in a sentence."""
    figures = figures_of(passage)
    if len(figures) > MOST_FIGURES:
        return  # a heap of numbers is no sentence
    for figure in figures:
        place = place_of(passage, figure)
        if isinstance(figure, Amount):
            yield from read_amount(text, place, figure, context, lexicon)
        else:
            yield read_items(text, place, figure, context, lexicon)


def place_of(passage: Passage, figure: Figure) -> Place:
    """Return where a figure stands between the sums around it."""
    # sums never overlap, so both lists are in order
    before = bisect_right(passage.amounts, figure.first, key=END)
    behind = bisect_left(passage.amounts, figure.last, key=BEGINNING)
    stage = governing(passage, figure.first, figure.last)
    if stage and stage.role == "trade" and is_bought_for(passage, figure.last, stage):
        firm = "committed" if stage.tense in ("past", "perfect") else stage.stage
        stage = replace(stage, role="decide", stage=firm or "announced")
    floor = passage.amounts[before - 1].last if before else 0
    ends = behind == len(passage.amounts)
    ceiling = len(passage.tokens) if ends else passage.amounts[behind].first
    first, last = figure.first, figure.last
    near = parties_within(passage, first, last, floor, ceiling)
    return Place(passage, first, last, stage, floor, ceiling, near)


def read_amount(
    text: str, place: Place, amount: Amount, context: Context, lexicon: Lexicon
) -> Iterator[Finding]:
    """Yield the findings of one sum of money; none where its currency is unknown."""
    found = or_by_currency(find_donor(place, context, lexicon), amount, lexicon)
    for donor in spread(place, found):
        claimed = claimed_sum(amount, donor.code, context, lexicon)
        if claimed is None:
            continue
        receiver = find_recipient(place, donor.code, context, lexicon)
        for recipient in spread(place, receiver):
            roles = donor, recipient
            made = make_money(text, place, amount, claimed, roles, context, lexicon)
            yield made
            remember(place, claimed, made, context)


def make_money(
    text: str,
    place: Place,
    amount: Amount,
    claimed: Sum,
    roles: tuple[Role, Role],
    context: Context,
    lexicon: Lexicon,
) -> Finding:
    """Return the finding of one sum from one donor to one recipient."""
    donor, recipient = roles
    total, part = kind_of(place, donor, context)
    if part and recipient.rule == "recipient_context" and context.whole_is_sure:
        recipient = Role(context.whole_recipient, "recipient_whole")
    stage, stage_rule = stage_of(place, context, total)
    if part:
        stage, stage_rule = stage_of_part(place, context, stage, stage_rule)
    donor = donor_of_total(place, donor, total, context)
    listed = recipient.rule == "recipient_listed"
    support = listed or is_supported(place, part, total, donor, context)
    score, reasons = score_amount(
        place, donor, recipient, context, amount.form, support=support
    )
    if claimed.value < SMALLEST:
        score, reasons = 0.0, (*reasons, "refuse_small")
    if recipient.code is None and not context.is_statistics:
        recipient = Role("*", "recipient_open")
    rules = ("money", donor.rule, recipient.rule, stage_rule, total, part)
    return Finding(
        **framed(text, amount, donor, recipient, place, context, lexicon),
        **told_of_sum(place, claimed, total, stage, context),
        stage=stage,
        part_of=bool(part),
        rules=with_reason((*rules, another(place), *reasons), score),
        score=score,
    )


def told_of_sum(
    place: Place, claimed: Sum, total: str | None, stage: str, context: Context
) -> dict[str, Any]:
    """Return what a finding says of a sum itself: how much, in what form, for what."""
    sector = find_sector(place)
    told = {
        "kind": "total" if total else "pledge",
        "amount": claimed.value,
        "currency": claimed.currency,
        "amount_qualifier": "at_least" if is_exceeded(place) else claimed.qualifier,
        "amount_min": claimed.low,
    }
    if total:
        return {**told, "sector": sector}
    return {
        **told,
        "sector": sector or context.sector,
        "instrument": find_instrument(place) or context.instrument,
        "announced_on": day_of(place, stage, context),
    }


def another(place: Place) -> str | None:
    """Return the rule for a sum that the text tells from the one before."""
    words = place.passage.tokens[max(0, place.first - 1) : place.first + 1]
    return "figure_another" if "another" in [t.lower for t in words] else None


def with_reason(rules: tuple[str | None, ...], score: float) -> tuple[str, ...]:
    """Return the rules that fired, and why a weak finding is one if none says so."""
    fired = tuple(rule for rule in rules if rule)
    told = any(rule.startswith("refuse_") for rule in fired)
    return fired if told or score >= PUBLISHABLE else (*fired, "refuse_unsure")


def remember(place: Place, claimed: Sum, made: Finding, context: Context) -> None:
    """Keep a sum in mind for the sums after it."""
    context.currency = claimed.currency
    context.amount = claimed
    context.kind = made.kind
    context.is_part = made.part_of
    context.last_place = place
    told = place.passage.sentence.form != "heading"
    told = told and "stage_default" not in made.rules
    if not made.is_weak and made.kind == "pledge" and told:
        context.main_stage = context.main_stage or made.stage
    if not made.part_of:
        context.whole_donor, context.whole_stage = made.donor, made.stage
        context.whole_recipient = made.recipient
        context.whole_is_sure = not made.is_weak


def read_items(
    text: str, place: Place, items: Items, context: Context, lexicon: Lexicon
) -> Finding:
    """Return the finding of one kind of goods."""
    place = with_giver(place, items)
    donor = find_donor(place, context, lexicon)
    recipient = find_recipient(place, donor.code, context, lexicon)
    part = "part_of_goods" if is_share(place, items) else None
    known = "goods_known" if items.determiner == "the" else None
    stage, stage_rule = on_the_move(place) or stage_of(place, context, None)
    strength, signs = item_strength(place, items, context, recipient.code, lexicon)
    score, reasons = score_items(place, donor, recipient, context, strong=strength)
    rules = (
        "goods",
        donor.rule,
        recipient.rule,
        stage_rule,
        part,
        known,
        *signs,
        *reasons,
    )
    sector = items.sector or find_sector(place) or context.sector
    return Finding(
        **framed(text, items, donor, recipient, place, context, lexicon),
        kind="equipment",
        item=items.item,
        quantity=items.quantity,
        quantity_qualifier=items.qualifier,
        stage=stage,
        instrument="in_kind",
        sector=sector,
        announced_on=day_of(place, stage, context),
        part_of=bool(part),
        rules=with_reason(rules, score),
        score=score,
    )


def framed(
    text: str,
    figure: Figure,
    donor: Role,
    recipient: Role,
    place: Place,
    context: Context,
    lexicon: Lexicon,
) -> dict[str, Any]:
    """Return what findings of money and of goods both have: quote and parties."""
    channel = find_channel(place, donor.code, context, lexicon)
    parties = donor.code, recipient.code, channel.code if channel else ""
    start, end = quote_of(text, place, figure, parties)
    return {
        "quote": text[start:end],
        "start": start,
        "end": end,
        "figure_start": figure.start,
        "figure_end": figure.end,
        "donor": donor.code,
        "recipient": recipient.code,
        "channel": channel.claim_name if channel else None,
        "group": context.group,
    }
