from django.urls import URLPattern, path

from .views import (
    atom,
    changes,
    checking,
    comparing,
    confirm,
    corrections,
    differing,
    documents,
    files,
    lists,
    maps,
    overviews,
    pages,
    searching,
)
from .views.reading import View, for_reading


def page(route: str, view: View, name: str) -> URLPattern:
    """Return the address of a public page, which is for reading alone."""
    return path(route, for_reading(view), name=name)


urlpatterns = [
    page("", overviews.dashboard, name="dashboard"),
    page("pledges", lists.pledge_list, name="pledge-list"),
    page("pledges/<int:pk>", pages.pledge_detail, name="pledge-detail"),
    page("donors", lists.donor_list, name="donor-list"),
    page("donors/<slug:code>", overviews.donor_detail, name="donor-detail"),
    page("recipients", lists.recipient_list, name="recipient-list"),
    page("recipients/<slug:code>", overviews.recipient_detail, name="recipient-detail"),
    page("compare", comparing.compare, name="compare"),
    page("check", checking.check, name="check"),
    page("map", maps.world_map, name="map"),
    page("flows", maps.flow_chart, name="flows"),
    page("equipment", lists.equipment_list, name="equipment-list"),
    page("equipment/<int:pk>", pages.equipment_detail, name="equipment-detail"),
    page("reported-totals", lists.total_list, name="total-list"),
    page("reported-totals/<int:pk>", pages.total_detail, name="total-detail"),
    page("articles", lists.article_list, name="article-list"),
    page("articles/<int:pk>", pages.article_detail, name="article-detail"),
    page("evidence", lists.evidence_list, name="evidence-list"),
    page("search", searching.search_page, name="search"),
    page("search.json", searching.suggestions, name="search-json"),
    page("help-us-confirm", confirm.confirm_list, name="confirm-list"),
    page("changes", changes.change_list, name="change-list"),
    page("pledges.csv", files.pledges_csv, name="pledge-list-csv"),
    page("donors.csv", files.donors_csv, name="donor-list-csv"),
    page("recipients.csv", files.recipients_csv, name="recipient-list-csv"),
    page("compare.csv", comparing.compare_csv, name="compare-csv"),
    page("equipment.csv", files.equipment_csv, name="equipment-list-csv"),
    page("reported-totals.csv", files.totals_csv, name="total-list-csv"),
    page("articles.csv", files.articles_csv, name="article-list-csv"),
    page("evidence.csv", files.evidence_csv, name="evidence-list-csv"),
    page("help-us-confirm.csv", confirm.confirm_csv, name="confirm-list-csv"),
    page("changes.csv", changes.changes_csv, name="change-list-csv"),
    page("feeds/new.atom", atom.new_atom, name="new-atom"),
    page("feeds/changes.atom", atom.changes_atom, name="change-list-atom"),
    page("pledges.atom", atom.pledges_atom, name="pledge-list-atom"),
    page("pledges/<int:pk>.atom", atom.pledge_atom, name="pledge-detail-atom"),
    page("donors/<slug:code>.atom", atom.donor_atom, name="donor-detail-atom"),
    page(
        "recipients/<slug:code>.atom", atom.recipient_atom, name="recipient-detail-atom"
    ),
    page("methodology", documents.methodology, name="methodology"),
    page("data-dictionary", documents.data_dictionary, name="data-dictionary"),
    page("why-totals-differ", differing.why_totals_differ, name="why-totals-differ"),
    page("about", documents.about, name="about"),
    path("corrections", corrections.correction_form, name="corrections"),
    page("corrections/received", corrections.received, name="correction-received"),
    page("<path:address>/", pages.without_slash, name="without-slash"),
]
