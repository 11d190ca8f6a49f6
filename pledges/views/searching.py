"""The search page, and what the search box suggests while somebody types."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from pledges import search
from pledges.filters import SearchFilterSet, unknown
from pledges.models import Actor, Article, EquipmentItem, Evidence, Pledge
from pledges.models.search import Kind
from pledges.search import Asked
from pledges.snapshot import in_one_snapshot
from pledges.terms import NAMES, Terms, terms_of

from .listing import answer, claims_under, in_measure, of_day, pledges_under, status

SHOWN, SUGGESTED = 5, 3


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the first few, how many, and where all are."""

    name: str  # of the page of each: donor, pledge, equipment, total, article
    title: str
    rows: list[Any]
    count: int
    all_of_them: str  # the query of the list that has them
    link: str

    @property
    def list_page(self) -> str:
        """Return the name of the list."""
        return f"{self.name}-list"

    @property
    def template(self) -> str:
        """Return the template of one row."""
        return f"pledges/_found_{self.name}.html"


@dataclass(frozen=True)
class Found:
    """A pledge, and the passage of it that has most of what was asked for."""

    pledge: Pledge
    quote: Evidence | None


def groups(asked: Asked, terms: Terms, shown: int) -> Iterator[Group]:
    """Yield all kinds of record, in the order of the page; none for no words."""
    if not asked.words:
        return
    pledges = in_measure(pledges_under(terms), terms)
    yield from parties(asked, pledges, shown)
    claims, day = claims_under(terms).for_listing(), of_day(terms)
    # Looked up row by row: of all that there are, few are found.
    items = EquipmentItem.objects.published(terms.as_of)
    items = items.filter(Exists(pledges.order_by().filter(pk=OuterRef("pledge"))))
    passages = Evidence.objects.published(day=terms.as_of)
    articles = Article.objects.filter(
        Exists(passages.order_by().filter(article=OuterRef("pk")))
    )
    for name, title, kind, rows in (
        ("pledge", "Pledges", Kind.PLEDGE, pledges.for_listing()),
        ("equipment", "Equipment", Kind.ITEM, items.for_listing(day)),
        ("total", "Reported totals", Kind.TOTAL, claims),
        ("article", "Articles", Kind.ARTICLE, articles),
    ):
        yield group(name, title, kind, rows, asked, shown)


def group(
    name: str, title: str, kind: Kind, rows: QuerySet[Any], asked: Asked, shown: int
) -> Group:
    """Return the best of ``rows`` that ``asked`` finds."""
    first = search.best(rows, kind, asked, shown + 1)
    count = len(first)
    if count > shown:
        count = search.narrow(rows, kind, asked).count()
    query = urlencode({"item" if kind == Kind.ITEM else "q": asked.text})
    more = f"All {count:,}" if count > shown else "As a list"
    return Group(name, title, first[:shown], count, query, more)


def parties(asked: Asked, pledges: QuerySet[Pledge], shown: int) -> Iterator[Group]:
    """Yield the donors and the recipients of ``pledges`` that are called so."""
    named = search.narrow(Actor.objects.all(), Kind.ACTOR, asked)
    # With an order, so that the index of party and day is used and not the table.
    last = pledges.order_by("-promised_on").values("pk")
    found = sorted(
        named.annotate(
            is_donor=Subquery(last.filter(donor=OuterRef("pk"))[:1]),
            is_recipient=Subquery(last.filter(recipient=OuterRef("pk"))[:1]),
        ),
        key=lambda actor: not search.is_called(actor, asked),
    )
    query = urlencode({"q": asked.text})
    for name in ("donor", "recipient"):
        own = [actor for actor in found if getattr(actor, f"is_{name}")]
        link = f"All {name}s in the pledges that are found"
        yield Group(name, f"{name.capitalize()}s", own[:shown], len(own), query, link)


@in_one_snapshot
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what the words of the address find, of every kind."""
    filterset, terms = SearchFilterSet(request.GET), terms_of(request)
    typed = asked = asked_by(filterset)
    meant = "" if request.GET.get("exact") else search.corrected(typed)
    if meant:
        asked = search.read(meant)
    found = list(groups(asked, terms, SHOWN))
    count = sum(group.count for group in found)
    context = {
        "filterset": filterset,
        "typed": typed.text,
        "meant": meant,
        "asked": asked,
        "groups": list(with_quotes(found, asked)),
        "count": count,
        "exactly": urlencode({"q": typed.text, "exact": "yes"}),
        "near": [] if count else near(typed),
        "status": status(count, terms),
    }
    return answer(request, "search", [filterset], context)


def asked_by(filterset: SearchFilterSet) -> Asked:
    """Return what the address asks for; nothing where it makes no sense."""
    valid = filterset.is_valid()
    return search.read(filterset.form.cleaned_data["q"] if valid else "")


def near(asked: Asked) -> list[tuple[str, str]]:
    """Return words that do occur, typed or perhaps meant, each with its query."""
    occurring = search.counts(asked)
    words: list[str] = []
    for word in asked.words:
        if not any(map(word.means, occurring)):
            words += [one.shown for one in search.nearest(word)]
        elif len(asked.words) > 1:
            words.append(asked.text[word.start : word.end])
    return [(word, urlencode({"q": word})) for word in words]


def with_quotes(found: Iterable[Group], asked: Asked) -> Iterator[Group]:
    """Yield the groups that have something, pledges with the passage that tells."""
    for one in found:
        if one.count:
            is_pledge = one.name == "pledge"
            yield replace(one, rows=told(one.rows, asked)) if is_pledge else one


def told(pledges: list[Pledge], asked: Asked) -> list[Found]:
    """Return each of ``pledges`` with its most telling passage."""
    quotes: dict[int, list[Evidence]] = {pledge.pk: [] for pledge in pledges}
    passages = Evidence.objects.quoting(quotes).order_by("pk")
    for one in passages.select_related("article", "item"):
        quotes[one.pledge_behind or 0].append(one)

    def hits(one: Evidence) -> int:
        return len(list(search.marks(one.quote, asked)))

    return [
        Found(pledge, max(quotes[pledge.pk], key=hits, default=None))
        for pledge in pledges
    ]


@in_one_snapshot
def suggestions(request: HttpRequest) -> JsonResponse:
    """Name the first few records that the words find, for the search box."""
    filterset, terms = SearchFilterSet(request.GET), terms_of(request)
    if not filterset.is_valid() or unknown(request.GET, {*filterset.filters, *NAMES}):
        return JsonResponse({"error": "This cannot be searched for."}, status=400)
    asked = asked_by(filterset)
    named = [
        {
            "kind": group.title.removesuffix("s"),
            "text": str(row),
            "address": reverse(f"{group.name}-detail", args=[key_of(row)])
            + terms.after(""),
        }
        for group in groups(asked, terms, SUGGESTED)
        for row in group.rows
    ]
    return JsonResponse({"suggestions": named})


def key_of(row: Any) -> Any:
    """Return what the address of its page has."""
    return row.code if isinstance(row, Actor) else row.pk
