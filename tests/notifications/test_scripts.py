"""Lines with names and titles in scripts that run the other way."""

import pytest
from django.urls import reverse

from notifications.letters import say
from tests.factories.discussions import make_announcement, make_thread
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.notifications import make_notice

pytestmark = pytest.mark.django_db
TITLE = "لماذا لا نبدأ من السوق القديم؟"


def test_a_title_from_right_to_left_keeps_the_marks_around_it_on_their_side():
    assert f"\u2068{TITLE}\u2069" in say(make_notice(values={"title": TITLE}))


@pytest.mark.parametrize("title", ["Where to park?", "កិច្ចពិភាក្សា", "건널목 2"])
def test_other_titles_hold_no_unseen_marks(title):
    line = say(make_notice(values={"title": title}))

    assert title in line
    assert "\u2068" not in line


def test_what_people_wrote_runs_as_its_script_does(client):
    enrollment = make_enrollment(learner=make_learner(name="نور الهدى"))
    run = enrollment.run
    thread = make_thread(run, author=enrollment.learner, title=TITLE, body=TITLE)
    make_announcement(run, texts={"en": {"subject": TITLE, "body": TITLE}})
    client.force_login(enrollment.learner)

    for address, places in (
        (reverse("discussions:thread", args=[thread.pk]), 3),
        (reverse("discussions:run", args=[run.slug]), 2),
        (reverse("discussions:announcements", args=[run.slug]), 3),
    ):
        assert client.get(address).content.decode().count('dir="auto"') == places, address
