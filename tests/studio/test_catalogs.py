"""The secretariat sees which words no speaker has read."""

import pytest
from django.urls import reverse

from studio.catalogs import read_catalogs
from users.models import User

pytestmark = pytest.mark.django_db


def test_each_part_and_language_says_how_far_it_is_and_who_wrote_it(client):
    client.force_login(User.objects.create_superuser("admin@example.org", "a-long-password"))

    text = client.get(reverse("studio:catalog-list")).content.decode()

    lines = {(line.app, line.language): line for line in read_catalogs()}
    assert lines["newsletters", "한국어"].percent == 100
    assert lines["mail", "नेपाली"].is_drafted
    assert lines["core", "日本語"].is_drafted
    assert lines["lms", "简体中文"].percent == 100
    assert "Drafted by a machine" in text
    assert "বাংলা: newsletters" in text


def test_others_find_no_such_page(client):
    client.force_login(User.objects.create_user("learner@example.org", "a-long-password"))

    assert client.get(reverse("studio:catalog-list")).status_code in {302, 403, 404}
