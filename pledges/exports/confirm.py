"""The columns of "help us confirm": counted pledges, the weakest supported first."""

from operator import attrgetter

from .columns import Column, country, party, plain

QUEUE = [
    Column(
        "permalink",
        "permalink",
        "address of the pledge",
        lambda row: f"/pledges/{row.pledge.pk}",
    ),
    plain("id", "id", "number of the pledge in this tracker", "pledge.pk"),
    plain("place", "integer", "its place, the weakest supported first"),
    plain("title", "text", "donor, recipient and figure in our words", "pledge.title"),
    *party("donor", "who gives", attrgetter("pledge.donor")),
    country("donor", "who gives", attrgetter("pledge.donor")),
    *party("recipient", "who receives", attrgetter("pledge.recipient")),
    country("recipient", "who receives", attrgetter("pledge.recipient")),
    plain("stage", "code", "how firm it is now", "pledge.stage"),
    plain("promised_on", "date", "day of the promise", "pledge.promised_on"),
    plain("amount", "decimal", "amount as stated", "pledge.amount"),
    plain("currency", "code", "currency of the amount, ISO 4217", "pledge.currency"),
    plain("counted_usd", "decimal", "what it adds to a sum", "pledge.counted_usd"),
    plain("sources", "integer", "articles behind it", "health.sources"),
    Column(
        "independent_sources",
        "integer",
        "how many of them are independent",
        attrgetter("health.independent"),
    ),
    plain("stated_by_donor", "yes/no", "the donor itself says so", "health.official"),
    plain(
        "confirmed",
        "yes/no",
        "the recipient or an international organisation says so",
        "health.confirmed",
    ),
    plain("last_evidence_on", "date", "day of the latest article", "health.last_on"),
    plain("days_since", "integer", "from then to the download", "health.days"),
    plain("facts_stated", "integer", "how many of eight facts", "health.stated"),
    Column(
        "not_stated", "text", "the others", lambda row: ", ".join(row.health.missing)
    ),
]
