"""Every address of the site as a stranger, as a learner of another run, as another's author."""

from __future__ import annotations

import pytest
from django.db.models import Q

from certificates.models import Certificate
from courses.models import CourseRun, LessonPage, MediaDocument, MediaImage
from learning.models import Enrollment
from tests.factories.discussions import make_thread
from tests.factories.learning import make_learner
from tests.factories.live import make_session
from users.models import User

from .addresses import all_addresses
from .verdicts import MEMBERS, OWN, PUBLIC

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("demo_network")]
SITE = [address for address in all_addresses() if not address.is_cms]


@pytest.fixture
def samples():
    """Objects of the masterclass, and of a learner who finished a course."""
    enrollment = (
        Enrollment.objects.filter(run__course__title__startswith="Urban Safety")
        .active()
        .filter(percent__gt=0)
        .select_related("run")
        .first()
    )
    outline = enrollment.run.course.outlines.order_by("-number").first().outline
    image = MediaImage.objects.get_queryset().filter(
        collection__lessons_of_provider=enrollment.run.course.provider
    )[0]
    return {
        "run_slug": enrollment.run.slug,
        "session_key": make_session(enrollment.run).key,
        "thread_id": (thread := make_thread(enrollment.run)).pk,
        "post_id": thread.posts.get().pk,
        "deed": "answer",
        "scope": "lesson",
        "scope_key": next(outline.lessons()).key,
        "lesson_slug": next(outline.lessons()).slug,
        "activity_key": next(a.key for _, a in outline.activities() if a.kind == "check"),
        "name": image.file.name.partition("lessons/")[2] or "x",
        "code": "K7QM-2XRD-9FTA",
        "token": "no-such-token",
        "what": "recording",
        "number": 11,
        "message_id": 1,
        "key": "no-such-key",
        "uidb36": "1",
        "pk": 1,
        "question_key": "no-such-question",
        "draft_id": LessonPage.objects.earliest("pk").pk,
        "restriction_id": 1,
        "page_view_restriction_id": 1,
        "page_id": 1,
        "purpose": "privacy",
        "slug": "privacy",
    }


def is_refused(response) -> bool:
    """Refused, or led to sign in, to the course or to enrolling."""
    return response.status_code in {403, 404, 405, 410} or response.status_code in {301, 302, 303}


def test_every_address_has_one_verdict():
    names = {address.name for address in SITE}
    verdicts = [PUBLIC, OWN, MEMBERS]

    assert names - set().union(*verdicts) == set()
    assert sum(map(len, verdicts)) == len(set().union(*verdicts))


def addresses(names, samples):
    for address in SITE:
        if address.name in names and not address.route.startswith("^"):
            filled = address.fill(samples) if address.arguments else _plain(address)
            if filled:
                yield address.name, filled


def _plain(address):
    from django.urls import NoReverseMatch, reverse

    try:
        return reverse(address.name)
    except NoReverseMatch:
        return None


def test_a_stranger_is_refused_or_led_to_sign_in(client, samples):
    for name, filled in addresses(OWN | MEMBERS, samples):
        response = client.get(filled)

        assert is_refused(response), f"{name} {filled}: {response.status_code}"


def test_a_learner_of_another_run_sees_nothing_of_this_one(client, samples):
    client.force_login(make_learner())

    for name, filled in addresses(MEMBERS, samples):
        response = client.get(filled)

        assert is_refused(response), f"{name} {filled}: {response.status_code}"


def test_an_author_of_another_provider_sees_nothing_of_this_one(client, samples):
    client.force_login(User.objects.get(email="author.seoul@example.org"))

    for name, filled in addresses(MEMBERS, samples):
        response = client.get(filled)

        assert is_refused(response), f"{name} {filled}: {response.status_code}"


def test_no_address_of_the_site_fails(client, samples):
    everybody = [None, make_learner(), User.objects.get(email="author.seoul@example.org")]
    for person in everybody:
        client.logout()
        if person is not None:
            client.force_login(person)
        for name, filled in addresses(PUBLIC | OWN | MEMBERS, samples):
            assert client.get(filled).status_code < 500, f"{name} {filled}"


def files():
    for model in (MediaImage, MediaDocument):
        yield from model.objects.filter(collection__lessons_of_provider__isnull=False)


def test_files_of_lessons_are_closed_to_strangers_and_open_to_learners(client):
    learners = Enrollment.objects.active().filter(run__starts_at__isnull=False)
    checked = 0
    for media in files():
        address = media.file.url
        client.logout()
        assert is_refused(client.get(address)), address
        client.force_login(make_learner())
        assert is_refused(client.get(address)), address
        checked += 1

    assert checked > 5
    assert learners.exists()


def test_lessons_have_no_address_but_the_players(client):
    from courses.models import ModulePage

    pages = [*LessonPage.objects.live(), *ModulePage.objects.live()]
    assert pages
    for page in pages:
        response = client.get(page.url)
        assert is_refused(response), page.url


def test_runs_that_are_archived_or_strange_do_not_answer(client):
    run = CourseRun.objects.filter(~Q(opens_at=None)).first()
    CourseRun.objects.filter(pk=run.pk).update(archived_at=run.created_at)
    client.force_login(make_learner())

    assert is_refused(client.get(f"/en/learn/{run.slug}/"))
    assert client.get("/en/learn/no-such-run/enroll/").status_code == 404


def test_another_persons_certificate_is_not_downloaded(client):
    for certificate in Certificate.objects.all():
        client.force_login(make_learner())
        address = f"/certificates/{certificate.printed_code}/certificate.pdf"
        assert client.get(address).status_code == 404
