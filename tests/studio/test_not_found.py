"""What is not there, or not theirs: said in our words, with a way back."""

import pytest
from django.urls import reverse

from tests.factories.courses import make_course, make_provider, make_run
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    person = make_learner(is_staff=True)
    person.groups.add(make_provider("Mine").author_group)
    client.force_login(person)
    return person


@pytest.fixture
def theirs():
    return make_run(make_course(lessons=(1,), provider=make_provider("Theirs")))


def addresses(run):
    """Unknown; of a view of ours; of a view of Wagtail's behind the doors; of a viewset."""
    page = run.course.newest_outline_id
    return [
        "/cms/nothing/here/",
        reverse("studio:run", args=[run.pk]),
        reverse("wagtailadmin_pages:edit", args=[page + 10_000]),
        reverse("runs:edit", args=[run.pk]),
    ]


@pytest.mark.parametrize("number", range(4))
def test_an_author_is_led_back_in_our_words(client, author, theirs, number):
    answer = client.get(addresses(theirs)[number])

    text = answer.content.decode()
    assert answer.status_code == 404
    assert "This page is not here" in text
    assert f'href="{reverse("studio:course-list")}"' in text
    assert "Wagtail admin" not in text
    assert "Theirs" not in text
