"""Carry donor, stage and whole from one sentence to the next, and into lists."""

from collections.abc import Sequence
from typing import Final

from pledges.extraction.clauses import subject_of
from pledges.extraction.context import Context
from pledges.extraction.donors import may_give
from pledges.extraction.findings import Finding
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.passages import Passage
from pledges.extraction.places import NAMED
from pledges.extraction.weights import DONORS, GIVERS, GIVING, donor_code

SPOKEN: Final = frozenset(["donor_subject", "donor_by", "donor_from", "donor_leading"])
# Headings that state how far the goods below them have got.
HEADING_STAGES: Final = {
    "delivered": "delivered",
    "handed": "delivered",
    "sent": "delivered",
    "preparation": "announced",
    "planned": "announced",
    "pledged": "announced",
    "promised": "announced",
    "announced": "announced",
    "committed": "committed",
    "approved": "committed",
}


def enter_passage(passage: Passage, context: Context, lexicon: Lexicon) -> None:
    """Leave a list where the text goes back to prose."""
    form = passage.sentence.form
    remember_place(passage, context, lexicon)
    read_lead(passage, context, lexicon)
    listed = context.opens_list and starts_with_figure(passage)
    context.group += begins_group(form, listed, context)
    if form == "heading" and not listed:
        context.opens_list = False
        read_heading(passage, context)
    elif is_new_prose(passage, context):
        context.opens_list = False
        context.instrument = None
    if form == "heading":
        label = labelled(passage)
        context.recipient = label or context.recipient
    for day in passage.days:
        if day.on and day.form in ("weekday", "relative", "full", "day"):
            near = context.told_on is None or abs((context.told_on - day.on).days) <= 8
            if near:
                context.announced_on = day.on


def read_lead(passage: Passage, context: Context, lexicon: Lexicon) -> None:
    """Take the name that a paragraph begins with for its title: "Norway. A ship"."""
    words = [token for token in passage.tokens if token.type == "word"]
    named = passage.parties[0] if len(passage.parties) == 1 else None
    if named is None or named.sort != "name" or named.last - named.first < len(words):
        return
    actor = lexicon.actors.get(named.code)
    if actor is None or actor.kind != "country":
        return
    gives = named.code in context.subjects and named.code not in context.recipients
    if gives or named.code in DONORS:
        context.donor = named.code
        context.places = frozenset()
    elif named.code != context.topic_donor:
        context.recipient = named.code


def begins_group(form: str, listed: bool, context: Context) -> bool:
    """Tell whether a sentence goes on with neither a list nor a clause."""
    if form == "bullet":
        return context.form != "bullet" and not context.opens_list
    return not listed


def remember_place(passage: Passage, context: Context, lexicon: Lexicon) -> None:
    """Keep in mind which country the paragraph has spoken of, if it is one alone."""
    if passage.sentence.line != context.paragraph:
        context.paragraph = passage.sentence.line
        context.places = frozenset()
    if passage.amounts or passage.items:
        return
    named = {
        party.code
        for party in passage.parties
        if party.sort == "name" and party.code not in GIVERS | context.aggressors
    }
    lands = {c for c in named if c in lexicon.actors}
    lands = {c for c in lands if lexicon.actors[c].kind == "country"}
    context.places |= frozenset(lands)


def labelled(passage: Passage) -> str | None:
    """Return the country that a heading puts first: "Bangladesh: cleaner air"."""
    first = passage.parties[0] if passage.parties else None
    if first is None or first.first > 0 or first.sort != "name":
        return None
    colon = passage.tokens[first.last : first.last + 1]
    plain = first.code not in DONORS
    return first.code if plain and colon and colon[0].text == ":" else None


def is_new_prose(passage: Passage, context: Context) -> bool:
    """Tell a line of prose from the one that opens a list, and from the list's own."""
    elsewhere = passage.sentence.line != context.line
    prose = passage.sentence.form == "prose"
    return prose and elsewhere and not starts_with_figure(passage)


def starts_with_figure(passage: Passage) -> bool:
    """Tell whether a line begins with a sum or a number of goods, as list lines do."""
    first = [a.first for a in passage.amounts] + [i.first for i in passage.items]
    # "Norway – $5 million"
    labels = [p.last for p in passage.parties if p.first == 0]
    marked = any(
        last + 1 in first and passage.tokens[last].text in (":", "–", "—", "-")
        for last in labels
    )
    return 0 in first or marked


def read_heading(passage: Passage, context: Context) -> None:
    """Take the stage that a heading gives to what is below it."""
    for token in passage.tokens:
        stage = HEADING_STAGES.get(token.lower)
        if stage and len(passage.tokens) <= 6:
            context.stage = stage
            context.opens_list = True


def leave_passage(
    passage: Passage, made: Sequence[Finding], context: Context, lexicon: Lexicon
) -> None:
    """Remember what the sentence said, for the sentences after it."""
    remember_donor(passage, context, lexicon)
    remember_recipient(passage, context, lexicon)
    sure = [f for f in made if not f.is_weak]
    for finding in sure:
        remember_roles(finding, context)
    giving = [s for s in passage.stages if s.role in GIVING and s.stage]
    if passage.sentence.form == "prose":
        if sure or giving:
            context.stage = sure[0].stage if sure else giving[-1].stage
        leave_clause(passage, bool(sure), context)
    if passage.tokens and passage.tokens[-1].text == ":":
        if not giving and context.main_stage:
            context.stage = context.main_stage
        open_list(passage, context)
    context.form = passage.sentence.form


def remember_roles(finding: Finding, context: Context) -> None:
    """Keep in mind who gives and receives, where the text says so itself."""
    named = SPOKEN & set(finding.rules)
    if named and finding.donor not in (None, "*"):
        context.donor = finding.donor
    guessed = {"recipient_context", "recipient_near"} & set(finding.rules)
    if not guessed and finding.recipient not in (None, "*"):
        context.recipient = finding.recipient


def leave_clause(passage: Passage, sure: bool, context: Context) -> None:
    """Let what follows a semicolon go on as the lines of a list do."""
    if not passage.tokens or not (sure or context.is_between_clauses):
        return
    goes_on = passage.tokens[-1].text == ";"
    if goes_on or context.is_between_clauses:
        context.opens_list = goes_on
        context.line = passage.sentence.line
    context.is_between_clauses = goes_on


def open_list(passage: Passage, context: Context) -> None:
    """Take in what the line that opens a list says of its lines."""
    context.opens_list = True
    ends = {token.lower for token in passage.tokens[-3:]}
    context.lists_parts = bool(ends & INCLUDING) and context.whole_donor is not None
    known = names_giver(passage)
    context.lists_donors = names_crowd(passage) and not known
    context.may_list_givers = not known
    context.line = passage.sentence.line


INCLUDING: Final = frozenset(
    ["comprises", "include", "included", "includes", "including", "comprising"]
)


def names_giver(passage: Passage) -> bool:
    """Tell whether the opening of a list says who gives all that is on it."""
    subjects = [subject_of(passage, s) for s in passage.stages if s.role in GIVING]
    return any(subject and subject.sort != "donors" for subject in subjects)


def names_crowd(passage: Passage) -> bool:
    """Tell "pledges from donor countries, including:" from other openings."""
    crowd = any(party.sort == "donors" for party in passage.parties)
    return crowd or bool(passage.words & GIFTS_OF_MANY)


GIFTS_OF_MANY: Final = frozenset(["commitments", "contributions", "donors", "pledges"])


def remember_recipient(passage: Passage, context: Context, lexicon: Lexicon) -> None:
    """Keep the last one in mind to whom a verb gives something without a number."""
    if passage.amounts or passage.items:
        return
    for stage in passage.stages:
        for party in passage.parties:
            beside = stage.role in GIVING and 0 <= party.first - stage.last <= 1
            named = party.sort in ("name", "capital") and not party.after
            actor = lexicon.actors.get(party.code)
            if beside and named and actor is not None and actor.kind == "country":
                context.recipient = party.code


def remember_donor(passage: Passage, context: Context, lexicon: Lexicon) -> None:
    """Keep the last subject of a verb of giving in mind."""
    for stage in passage.stages:
        if stage.role not in GIVING or stage.passive:
            continue
        subject = subject_of(passage, stage)
        if subject and subject.sort in NAMED and may_give(subject.code, lexicon):
            code = donor_code(subject.code, lexicon)
            if (
                code in context.donors or code in GIVERS
            ) and code != context.topic_recipient:
                context.donor = code
