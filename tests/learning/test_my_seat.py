"""The public course page says "Enroll" to all, and the way on to whoever is in."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from learning.actions import withdraw
from tests.factories.courses import NOW, course_page
from tests.factories.learning import do_lesson, finish, lessons_of, make_learner

pytestmark = pytest.mark.django_db


def address(enrollment, name="my-seat"):
    return reverse(f"learning:{name}", args=[enrollment.run.slug])


def read(client, enrollment):
    response = client.get(address(enrollment))
    assert "no-store" in response["Cache-Control"]
    return BeautifulSoup(response.content, "html.parser")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def panel_of(client, enrollment):
    """What the public page holds about the way in: its link, and what it asks on load."""
    page = client.get(course_page(enrollment.run.course).url)
    soup = BeautifulSoup(page.content, "html.parser")
    link = soup.select_one(".course__aside a.button")
    asked = [element["hx-get"] for element in soup.select(".course__aside [hx-get]")]
    return link["href"], asked


def test_whoever_has_begun_continues_and_sees_how_far_they_are(client, enrollment, learner):
    do_lesson(enrollment, lessons_of(enrollment)[0])
    enrollment.refresh_from_db()
    assert 0 < enrollment.percent < 100

    fragment = read(client, enrollment)

    assert fragment.select_one("a.button")["href"] == address(enrollment, "resume")
    assert words(fragment.select_one("a.button")) == "Continue"
    assert f"You are enrolled: {enrollment.percent} % done" in words(fragment)
    assert fragment.select_one("progress")["value"] == str(enrollment.percent)


def test_whoever_has_not_begun_goes_to_the_course(client, enrollment, learner):
    assert words(read(client, enrollment).select_one("a.button")) == "Go to the course"


def test_before_the_start_it_says_when_that_is(client, enrollment, learner):
    enrollment.run.starts_at = NOW + timedelta(days=3)
    enrollment.run.save()

    assert "The course starts on" in words(read(client, enrollment))


def test_whoever_has_completed_hears_so(client, enrollment, learner):
    finish(enrollment)

    assert "You have completed this course." in words(read(client, enrollment))


def test_nobody_else_gets_anything(client, enrollment, learner):
    withdraw(enrollment=enrollment, at=NOW)
    assert client.get(address(enrollment)).status_code == 204
    assert client.get(reverse("learning:my-seat", args=["no-such-run"])).status_code == 204

    client.force_login(make_learner(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(enrollment)).content == b""

    client.logout()
    assert client.get(address(enrollment)).status_code == 204


def test_only_a_reader_with_a_session_asks(client, enrollment, now):
    assert panel_of(client, enrollment) == (address(enrollment, "enroll"), [])

    client.force_login(enrollment.learner, backend="django.contrib.auth.backends.ModelBackend")

    assert panel_of(client, enrollment) == (
        address(enrollment, "enroll"),
        [address(enrollment)],
    )


def test_without_javascript_the_link_leads_whoever_is_in_to_the_course(client, enrollment, learner):
    link, _asked = panel_of(client, enrollment)

    response = client.get(link, follow=True)

    assert response.status_code == 200
    assert response.wsgi_request.path == reverse(
        "learning:lesson", args=[enrollment.run.slug, lessons_of(enrollment)[0].slug]
    )
