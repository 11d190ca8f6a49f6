"""The files, each an ordered list of columns; docs/data-dictionary.md explains them."""

from operator import attrgetter

from pledges.models import Evidence, Pledge
from pledges.models.vocabulary import Relation

from .changes import CHANGES
from .columns import (
    Column,
    about,
    country,
    party,
    passages_of,
    plain,
    quoted_for_item,
    quoted_for_pledge,
    quoted_for_total,
    source,
    worth,
)
from .comparing import COMPARED
from .confirm import QUEUE

REPLACED_BY = {Relation.RE_ANNOUNCES, Relation.DRAWS_DOWN, Relation.DUPLICATES}


def permalink(folder: str, meaning: str, key: str = "pk") -> Column:
    """Return the address at which a row has its page; empty where it has none."""
    read = attrgetter(key)

    def path(row: object) -> str | None:
        return f"/{folder}/{read(row)}" if read(row) else None

    return Column("permalink", "permalink", meaning, path)


def whole_of(pledge: Pledge) -> int | None:
    """Return the id of the pledge that ``pledge`` is part of; reads prefetched rows."""
    links = pledge.links.all()
    wholes = (link.other_id for link in links if link.relation == Relation.PART_OF)
    return next(wholes, None)


def counted_instead(pledge: Pledge) -> int | None:
    """Return the id of the pledge that sums have in place of ``pledge``."""
    newer = [
        link.pledge_id
        for link in pledge.links_from.all()
        if link.relation == Relation.SUPERSEDES
    ]
    older = [
        link.other_id for link in pledge.links.all() if link.relation in REPLACED_BY
    ]
    return None if pledge.counted else next(iter(newer + older), None)


def stage_of(evidence: Evidence) -> str | None:
    """Return the stage of the pledge behind ``evidence``; a total has none."""
    return getattr(evidence.owner, "stage", None)


PLEDGES = [
    permalink("pledges", "address of the pledge"),
    plain("id", "id", "number of the pledge in this tracker", "pk"),
    plain("title", "text", "donor, recipient and figure in our words"),
    *party("donor", "who gives", attrgetter("donor")),
    country("donor", "who gives", attrgetter("donor")),
    *party("recipient", "who receives", attrgetter("recipient")),
    country("recipient", "who receives", attrgetter("recipient")),
    *party("channel", "fund or organisation it goes through", attrgetter("channel")),
    plain("beneficiary", "text", "whom it is for in the end, where stated"),
    plain("sector", "code", "what it is for"),
    plain("instrument", "code", "in which form it is given"),
    plain("stage", "code", "how firm it is now"),
    plain("amount", "decimal", "amount as stated; of a range the upper end"),
    plain("amount_min", "decimal", "lower end, where the source states a range"),
    plain("currency", "code", "currency of the amount, ISO 4217"),
    about("amount", "amount_qualifier", "how exactly the source states the amount"),
    about("amount", "value_basis", "who put the value on it"),
    plain("promised_on", "date", "day from which sums have it; a part has its whole's"),
    plain("announced_on", "date", "day of the announcement"),
    about("announced_on", "announced_precision", "how exactly that day is known"),
    plain("period_start", "date", "first day of the period it is for"),
    plain("period_end", "date", "last day of the period it is for"),
    plain("counted", "yes/no", "whether sums have it"),
    plain("why_not", "code", "why they do not"),
    Column("part_of", "id", "pledge that it is part of", whole_of),
    Column(
        "counted_instead", "id", "pledge that sums have in its place", counted_instead
    ),
    plain("resolution", "text", "which source it follows where they differ, and why"),
    plain("rate_usd", "decimal", "US dollars for one unit of the currency"),
    plain("rate_eur", "decimal", "euros for one unit of the currency"),
    plain("rate_rule", "text", "which rate that is"),
    plain("amount_usd", "decimal", "the amount in US dollars"),
    plain("amount_eur", "decimal", "the amount in euros"),
    plain("counted_usd", "decimal", "what it adds to a sum, its parts taken off"),
    plain("counted_eur", "decimal", "what it adds to a sum, its parts taken off"),
    Column("items", "integer", "lines of equipment", lambda p: len(p.items.all())),
    Column("sources", "integer", "passages behind it", lambda p: len(passages_of(p))),
    *source(quoted_for_pledge),
]

EQUIPMENT = [
    permalink("equipment", "address of the line of goods"),
    plain("id", "id", "number of the line in this tracker", "pk"),
    plain("item", "text", "what it is, singular", "name"),
    plain("category", "text", "kind of equipment"),
    plain("quantity", "integer", "how many are promised"),
    about("quantity", "quantity_qualifier", "how exactly the source states that"),
    plain("quantity_text", "text", "the source's word where it gives no number"),
    plain("unit", "text", "what is counted, where not pieces"),
    plain("delivered_quantity", "integer", "how many were reported as handed over"),
    plain("is_part", "yes/no", "already contained in another line of the pledge"),
    plain("pledge_id", "id", "pledge that it belongs to"),
    *party("donor", "who gives", attrgetter("pledge.donor")),
    country("donor", "who gives", attrgetter("pledge.donor")),
    *party("recipient", "who receives", attrgetter("pledge.recipient")),
    country("recipient", "who receives", attrgetter("pledge.recipient")),
    *party("channel", "organisation it goes through", attrgetter("pledge.channel")),
    plain("sector", "code", "what the pledge is for", "pledge.sector"),
    plain("stage", "code", "how firm the pledge is now", "pledge.stage"),
    plain("counted", "yes/no", "whether sums have the pledge", "pledge.counted"),
    plain("promised_on", "date", "day of the promise", "pledge.promised_on"),
    *worth("pledge_", "the whole pledge", attrgetter("pledge")),
    *source(quoted_for_item),
]

TOTALS = [
    permalink("reported-totals", "address of the claim"),
    plain("id", "id", "number of the claim in this tracker", "pk"),
    *party("donor", "whose aid is summed", attrgetter("donor")),
    country("donor", "whose aid is summed", attrgetter("donor")),
    *party("recipient", "who received it", attrgetter("recipient")),
    country("recipient", "who received it", attrgetter("recipient")),
    plain("measure", "code", "what the claim adds up"),
    plain("sector", "code", "sector that it is limited to"),
    plain("instrument", "code", "form of aid that it is limited to"),
    plain("amount", "decimal", "amount as stated"),
    plain("currency", "code", "currency of the amount, ISO 4217"),
    about("amount", "amount_qualifier", "how exactly the source states the amount"),
    plain("rate_usd", "decimal", "US dollars for one unit of the currency"),
    plain("rate_eur", "decimal", "euros for one unit of the currency"),
    plain("rate_rule", "text", "which rate that is"),
    plain("amount_usd", "decimal", "the amount in US dollars"),
    plain("amount_eur", "decimal", "the amount in euros"),
    plain("as_of", "date", "day of the claim"),
    plain("speaker", "text", "who states it"),
    plain("is_part", "yes/no", "part of another total of the same statement"),
    *source(quoted_for_total),
]

EVIDENCE = [
    Column(
        "permalink",
        "permalink",
        "address of the passage in its article",
        lambda e: f"/articles/{e.article_id}#quote-{e.pk}",
    ),
    plain("id", "id", "number of the passage in this tracker", "pk"),
    plain("pledge_id", "id", "pledge that it supports"),
    plain("item_id", "id", "line of equipment that it supports"),
    plain("total_id", "id", "reported total that it supports"),
    plain("start", "integer", "its first character in the article, from 0"),
    plain("end", "integer", "the character after its last"),
    *party("donor", "who gives", attrgetter("owner.donor")),
    country("donor", "who gives", attrgetter("owner.donor")),
    *party("recipient", "who receives", attrgetter("owner.recipient")),
    country("recipient", "who receives", attrgetter("owner.recipient")),
    Column("stage", "code", "how firm the pledge is now", stage_of),
    *worth("", "the whole pledge or total", attrgetter("owner")),
    *source(lambda evidence: evidence),
]

ARTICLES = [
    permalink("articles", "address of the article's page here"),
    plain("id", "id", "number of the article in this tracker", "pk"),
    plain("title", "text", "its title"),
    plain("publisher", "text", "who published it"),
    plain("source_class", "code", "who speaks in it"),
    plain("source_address", "address", "where it was published", "url"),
    plain("published_on", "date", "day of publication"),
    plain("quotes", "integer", "passages of it that published records rest on"),
    plain("language", "code", "its language, ISO 639-1"),
    plain("licence", "text", "licence under which readers see its whole text"),
    plain("sha256", "text", "digest of the text as stored"),
]


def summed(folder: str, role: str) -> list[Column]:
    """Return the columns of donors or recipients with what they add up to."""
    return [
        permalink(folder, "address of the page", "key"),
        plain("code", "code", f"{role}: ISO 3166-1 alpha-2 or slug", "key"),
        Column(
            "name", "text", f"{role}: usual name", lambda r: r.name if r.key else None
        ),
        plain("measure", "code", "what the sums are of", "total.terms.measure"),
        plain("sum_usd", "decimal", "what its pledges add up to", "total.usd"),
        plain("sum_eur", "decimal", "what its pledges add up to", "total.eur"),
        plain("published", "integer", "how many are published", "total.published"),
        plain("counted", "integer", "how many of them sums have", "total.pledges"),
        plain("up_to", "integer", "counted: stated as an upper end", "total.up_to"),
        plain("at_least", "integer", "counted: as a lower end", "total.at_least"),
        plain("about", "integer", "counted: as about", "total.about"),
        plain("unvalued", "integer", "counted: without an amount", "total.unvalued"),
        Column(
            "not_converted",
            "integer",
            "counted: with an amount, without a rate",
            lambda row: row.total.not_converted,
        ),
        Column(
            "not_in_eur",
            "integer",
            "counted: in US dollars, without a rate to euros",
            lambda row: row.total.not_in_eur,
        ),
        plain(
            "estimated", "integer", "counted: its value estimated", "total.estimated"
        ),
        Column(
            "estimated_usd",
            "decimal",
            "what those estimates come to; in no sum",
            lambda row: row.total.estimated_usd,
        ),
        plain("latest", "date", "day of the latest published", "total.latest"),
    ]


TABLES = {
    "pledges": PLEDGES,
    "donors": summed("donors", "who gives"),
    "recipients": summed("recipients", "who receives"),
    "compare": COMPARED,
    "equipment": EQUIPMENT,
    "reported-totals": TOTALS,
    "articles": ARTICLES,
    "evidence": EVIDENCE,
    "help-us-confirm": QUEUE,
    "changes": CHANGES,
}
