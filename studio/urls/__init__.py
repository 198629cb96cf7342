"""Addresses of the studio below /cms/courses/, one list for each subject."""

from . import authoring, colleagues, people, programmes, review, running, sessions, talk

app_name = "studio"
urlpatterns = [
    *authoring.urlpatterns,
    *review.urlpatterns,
    *running.urlpatterns,
    *sessions.urlpatterns,
    *talk.urlpatterns,
    *programmes.urlpatterns,
    *people.urlpatterns,
    *colleagues.urlpatterns,
]
