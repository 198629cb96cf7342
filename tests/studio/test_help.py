"""The CMS begins with what one may do, and helps with this site."""

import pytest
from django.urls import reverse

from tests.factories.courses import make_provider
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db


def test_home_offers_a_new_course_and_help_tells_how_one_is_built(client):
    author = make_learner()
    author.groups.add(make_provider().author_group)
    client.force_login(author)

    home = client.get(reverse("wagtailadmin_home")).content.decode()
    page = client.get(reverse("studio:course-help")).content.decode()

    assert "Nothing waits for you." in home
    assert reverse("studio:course-new") in home
    assert reverse("studio:course-help") in home
    assert "What's new in Wagtail" not in home
    assert "releases.wagtail" not in home
    assert "Put it in order." in page
