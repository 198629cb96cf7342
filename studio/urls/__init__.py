"""Addresses of the studio below /cms/courses/, one list for each subject."""

from . import authoring, colleagues, people, review, running

app_name = "studio"
urlpatterns = [
    *authoring.urlpatterns,
    *review.urlpatterns,
    *running.urlpatterns,
    *people.urlpatterns,
    *colleagues.urlpatterns,
]
