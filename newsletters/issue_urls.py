"""Addresses of issues in the CMS: /cms/newsletter/issues/…"""

from django.urls import path

from newsletters.views import issues

app_name = "newsletter-issues"
urlpatterns = [
    path("", issues.issue_list, name="list"),
    path("start/", issues.start, name="start"),
    path("<int:page_id>/", issues.desk, name="desk"),
    path("<int:page_id>/test/", issues.test, name="test"),
    path("<int:page_id>/as-reader/", issues.as_reader, name="as-reader"),
]
