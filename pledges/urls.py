from django.urls import path

from .views import files, lists, overviews, pages

urlpatterns = [
    path("", overviews.dashboard, name="dashboard"),
    path("pledges", lists.pledge_list, name="pledge-list"),
    path("pledges/<int:pk>", pages.pledge_detail, name="pledge-detail"),
    path("donors", lists.donor_list, name="donor-list"),
    path("donors/<slug:code>", overviews.donor_detail, name="donor-detail"),
    path("recipients", lists.recipient_list, name="recipient-list"),
    path("recipients/<slug:code>", overviews.recipient_detail, name="recipient-detail"),
    path("equipment", lists.equipment_list, name="equipment-list"),
    path("equipment/<int:pk>", pages.equipment_detail, name="equipment-detail"),
    path("reported-totals", lists.total_list, name="total-list"),
    path("reported-totals/<int:pk>", pages.total_detail, name="total-detail"),
    path("articles", lists.article_list, name="article-list"),
    path("articles/<int:pk>", pages.article_detail, name="article-detail"),
    path("evidence", lists.evidence_list, name="evidence-list"),
    path("pledges.csv", files.pledges_csv, name="pledge-list-csv"),
    path("donors.csv", files.donors_csv, name="donor-list-csv"),
    path("recipients.csv", files.recipients_csv, name="recipient-list-csv"),
    path("equipment.csv", files.equipment_csv, name="equipment-list-csv"),
    path("reported-totals.csv", files.totals_csv, name="total-list-csv"),
    path("articles.csv", files.articles_csv, name="article-list-csv"),
    path("evidence.csv", files.evidence_csv, name="evidence-list-csv"),
    path("methodology", pages.methodology, name="methodology"),
    path("<path:address>/", pages.without_slash, name="without-slash"),
]
