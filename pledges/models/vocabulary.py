"""The closed lists of words that records use, with the standards they map to."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """How firm a pledge is, from an idea to goods handed over."""

    CONSIDERED = "considered", "Considered"
    ANNOUNCED = "announced", "Announced"  # not binding (IATI 12, FTS Pledge)
    COMMITTED = "committed", "Committed"  # firm and written (IATI 2)
    ALLOCATED = "allocated", "Allocated"  # tied to a package (Kiel allocation)
    DELIVERED = "delivered", "Delivered"  # paid or handed over (IATI 3, FTS Paid)
    SUSPENDED = "suspended", "Suspended"
    WITHDRAWN = "withdrawn", "Withdrawn"


STAGE_ORDER = {stage: place for place, stage in enumerate(Stage.values)}


class Measure(TextChoices):
    """Which stages a sum takes in. Stages are never added to one another."""

    PROMISED = "promised", "Promised"
    COMMITTED = "committed", "Committed"
    DELIVERED = "delivered", "Delivered"


MEASURE_STAGES = {
    Measure.PROMISED: [
        Stage.ANNOUNCED,
        Stage.COMMITTED,
        Stage.ALLOCATED,
        Stage.DELIVERED,
    ],
    Measure.COMMITTED: [Stage.COMMITTED, Stage.ALLOCATED, Stage.DELIVERED],
    Measure.DELIVERED: [Stage.DELIVERED],
}


class Qualifier(TextChoices):
    """How exact a source states a figure."""

    EXACT = "exact", "exactly"
    AT_LEAST = "at_least", "at least"
    ABOUT = "about", "about"
    AT_MOST = "at_most", "up to"


class Instrument(TextChoices):
    """The form in which aid is given (IATI FinanceType; FTS in-kind)."""

    GRANT = "grant", "Grant"
    LOAN = "loan", "Loan"
    GUARANTEE = "guarantee", "Guarantee"
    IN_KIND = "in_kind", "In kind"
    FUND_CONTRIBUTION = "fund_contribution", "Contribution to a fund"


# What has to be paid back, or is paid only if somebody else does not.
LOANS = [Instrument.LOAN, Instrument.GUARANTEE]


class Sector(TextChoices):
    """What the aid is for (Kiel: type of aid, general)."""

    MILITARY = "military", "Military"
    HUMANITARIAN = "humanitarian", "Humanitarian"
    FINANCIAL = "financial", "Financial"
    ENERGY = "energy", "Energy"
    RECONSTRUCTION = "reconstruction", "Reconstruction"
    HEALTH = "health", "Health"
    CLIMATE = "climate", "Climate"
    DEVELOPMENT = "development", "Development"


class Precision(TextChoices):
    """How exactly a source dates something."""

    DAY = "day", "that day"
    MONTH = "month", "that month"
    YEAR = "year", "that year"
    BY = "by", "by that day"  # no date stated: known when the article appeared


class ValueBasis(TextChoices):
    """Who put the value on a pledge."""

    STATED = "stated", "Stated by the source"
    ESTIMATED = "estimated", "Estimated"


class WhyNot(TextChoices):
    """Why a published pledge is not counted in any sum."""

    CONSIDERED = "considered", "only considered"
    SUSPENDED = "suspended", "suspended"
    WITHDRAWN = "withdrawn", "withdrawn"
    SUPERSEDED = "superseded", "replaced by a later pledge"
    RE_ANNOUNCED = "re_announced", "repeats an earlier pledge"
    DRAWS_DOWN = "draws_down", "paid out of an earlier pledge"
    DUPLICATE = "duplicate", "the same as another pledge"
    UNCERTAIN = "uncertain", "careful readers differ on it"


class ClaimKind(TextChoices):
    """The three things that an article may claim."""

    PLEDGE = "pledge", "Pledge"
    EQUIPMENT = "equipment", "Equipment"
    TOTAL = "total", "Reported total"


class CandidateState(TextChoices):
    """What became of a claim in review."""

    PENDING = "pending", "Pending"
    ACCEPTED = "accepted", "Accepted"
    MERGED = "merged", "Merged into an existing record"
    REJECTED = "rejected", "Rejected"


class SourceClass(TextChoices):
    """Who speaks in an article."""

    DONOR_OFFICIAL = "donor_official", "Donor, official"
    RECIPIENT_OFFICIAL = "recipient_official", "Recipient, official"
    INTERNATIONAL = "international_organisation", "International organisation"
    MEDIA = "media", "Media"


class FeedKind(TextChoices):
    """What stands at an address that editors subscribe to."""

    FEED = "feed", "Feed (RSS or Atom)"
    PAGE = "page", "One page, read anew each hour"


class ActorKind(TextChoices):
    """What sort of body gives, receives or passes on aid."""

    COUNTRY = "country", "Country"
    ORGANISATION = "organisation", "Organisation"
    FUND = "fund", "Fund"
    PROGRAMME = "programme", "Programme"
    GROUP = "group", "Group"


class ChangeKind(TextChoices):
    """What happened to a published record."""

    OPENING = "opening", "Published before"  # the ledger is younger than the record
    PUBLISHED = "published", "New"
    DELIVERED = "delivered", "Delivered"
    WITHDRAWN = "withdrawn", "Withdrawn"
    STAGE = "stage", "New stage"  # any other
    LINKED = "linked", "Linked"
    CORRECTED = "corrected", "Corrected"
    SUPPORTED = "supported", "Further source"
    RECOUNTED = "recounted", "Counted anew"  # another pledge or a rate changed
    RETRACTED = "retracted", "Retracted"  # a step, a link or a source of it
    MOVED = "moved", "Moved away"  # to another donor, recipient or instrument
    UNDONE = "undone", "Publication taken back"


class ChangedBy(TextChoices):
    """In which role somebody changed a published record; never who it was."""

    EDITOR = "editor", "an editor"
    PROGRAM = "program", "the program"


class Relation(TextChoices):
    """How one pledge stands to another; read as "<pledge> <relation> <other>"."""

    SUPERSEDES = "supersedes", "supersedes"
    PART_OF = "part_of", "is part of"
    TOPS_UP = "tops_up", "tops up"
    RE_ANNOUNCES = "re_announces", "repeats"
    DRAWS_DOWN = "draws_down", "is paid out of"
    DUPLICATES = "duplicates", "duplicates"
