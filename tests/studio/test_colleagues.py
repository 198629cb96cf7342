"""A provider's administrators invite and remove colleagues without help."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import ModelLogEntry, PageSubscription

from courses.actions import (
    LastAdministrator,
    change_colleague,
    invite,
    invite_colleague,
    remove_colleague,
)
from courses.models import Course, Provider
from mail.models import Delivery
from studio.guests import Invitation, ask_expert
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import make_learner
from tests.threads import at_once
from users.models import GuestLink, User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def course():
    return make_course(lessons=(1,))


@pytest.fixture
def provider(course):
    return course.provider


@pytest.fixture
def boss(provider):
    """The provider's administrator."""
    person = make_learner(name="Nadia Rahman")
    person.groups.add(provider.administrator_group, provider.author_group)
    return person


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


def address(provider, person=None):
    if person is None:
        return reverse("studio:colleagues", args=[provider.pk])
    return reverse("studio:colleague", args=[provider.pk, person.pk])


def invite_form(role="author", **values):
    return {"email": "bo@example.org", "name": "Bo Lim", "role": role, **values}


def edits(person, course):
    return Course.objects.editable_by(User.objects.get(pk=person.pk)).filter(pk=course.pk).exists()


def test_an_invited_author_edits_courses_and_invites_nobody(client, provider, course, boss):
    sign_in(client, boss)

    response = client.post(address(provider), invite_form(), follow=True)

    bo = User.objects.get(email="bo@example.org")
    assert edits(bo, course)
    assert not Provider.objects.administered_by(bo).exists()
    assert Delivery.objects.filter(template="provider_invitation", user=bo).count() == 1
    text = response.content.decode()
    assert "Bo Lim" in text
    assert "Has not come yet" in text


def test_an_invited_administrator_may_invite_others(client, provider, boss):
    sign_in(client, boss)
    client.post(address(provider), invite_form("administrator"))

    bo = User.objects.get(email="bo@example.org")
    assert Provider.objects.administered_by(bo).get() == provider


def test_inviting_an_administrator_as_author_takes_nothing_away(provider, boss):
    invite_colleague(provider=provider, email=boss.email, is_administrator=False, at=NOW, by=boss)

    assert Provider.objects.administered_by(boss).exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [({"email": ""}, "Write the address"), ({"email": "bo at home"}, "valid email")],
)
def test_a_wrong_address_is_said_beside_it_and_what_was_typed_stays(
    client, provider, boss, values, said
):
    sign_in(client, boss)

    response = client.post(address(provider), invite_form(**values))

    assert response.status_code == 422
    assert said in response.content.decode()
    assert 'value="Bo Lim"' in response.content.decode()
    assert not Delivery.objects.exists()


def test_nobody_tries_a_long_list_of_addresses(client, provider, boss, monkeypatch):
    monkeypatch.setattr(invite, "MOST_A_DAY", 2)
    sign_in(client, boss)
    for number in range(3):
        response = client.post(address(provider), invite_form(email=f"bo{number}@example.org"))

    assert response.status_code == 422
    assert "You have sent 2 invitations in a day." in response.content.decode()
    assert not User.objects.filter(email="bo2@example.org").exists()


def test_whoever_is_removed_sees_and_holds_nothing_any_more(client, provider, course, boss):
    bo = make_learner(name="Bo Lim")
    bo.groups.add(provider.author_group)
    run = make_run(course)
    run.team.add(bo)
    page = course_page(course)
    page.locked, page.locked_by, page.locked_at = True, bo, NOW
    page.save()
    EditingSession.objects.create(
        user=bo,
        content_type=ContentType.objects.get_for_model(page),
        object_id=str(page.pk),
        last_seen_at=NOW,
    )
    sign_in(client, boss)

    asked = client.get(address(provider, bo)).content.decode()
    client.post(address(provider, bo), {"deed": "remove"})

    page.refresh_from_db()
    assert "What they wrote stays" in asked
    assert not edits(bo, course)
    assert (page.locked, page.locked_by) == (False, None)
    assert not run.team.exists()
    assert not EditingSession.objects.exists()
    assert ModelLogEntry.objects.filter(action="courses.remove_colleague", user=boss).exists()


def test_whoever_is_removed_reads_no_draft_by_mail_or_link(client, provider, course, boss):
    bo = make_learner(name="Bo Lim")
    bo.groups.add(provider.author_group)
    PageSubscription.objects.create(user=bo, page=course_page(course), comment_notifications=True)
    asked = Invitation("Bo at home", "bo.home@example.org", "en", 30)
    ask_expert(course, asked, by=bo, at=timezone.now())
    ask_expert(course, Invitation("Mei", "mei@example.org", "en", 30), by=boss, at=timezone.now())
    sign_in(client, boss)

    client.post(address(provider, bo), {"deed": "remove"})

    assert not PageSubscription.objects.exists()
    assert GuestLink.objects.get(invited_by=bo).revoked_at is not None
    assert GuestLink.objects.get(invited_by=boss).revoked_at is None


@pytest.mark.parametrize("deed", ["remove", "demote"])
def test_the_last_administrator_stays(client, provider, boss, deed):
    sign_in(client, boss)

    response = client.post(address(provider, boss), {"deed": deed}, follow=True)

    assert "This is the last administrator" in response.content.decode()
    assert Provider.objects.administered_by(boss).exists()


def test_an_administrator_makes_another_one_and_leaves(client, provider, boss):
    bo = make_learner()
    bo.groups.add(provider.author_group)
    sign_in(client, boss)

    client.post(address(provider, bo), {"deed": "promote"})
    response = client.post(address(provider, boss), {"deed": "remove"})

    assert Provider.objects.administered_by(bo).exists()
    assert response["Location"] == reverse("home:dashboard")
    assert client.get(address(provider)).status_code == 403


def test_pressing_twice_changes_nothing_twice(client, provider, boss):
    bo = make_learner()
    bo.groups.add(provider.author_group)

    done = [remove_colleague(provider=provider, person=bo, by=boss, at=NOW) for _click in range(2)]

    assert done == [True, False]
    assert not change_colleague(
        provider=provider, person=bo, is_administrator=True, by=boss, at=NOW
    )


def test_authors_and_other_providers_see_no_colleagues(client, provider, boss):
    author, stranger = make_learner(), make_learner()
    author.groups.add(provider.author_group)
    other = make_course().provider
    stranger.groups.add(other.administrator_group, other.author_group)

    for person in (author, stranger):
        sign_in(client, person)
        assert client.get(address(provider)).status_code == 404
        assert client.get(address(provider, boss)).status_code == 404
        assert client.post(address(provider, boss), {"deed": "remove"}).status_code == 404
    assert boss.groups.count() == 2


def test_somebody_who_is_no_colleague_is_not_found(client, provider, boss):
    sign_in(client, boss)

    assert client.get(address(provider, make_learner())).status_code == 404


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one(provider, boss):
    bo = make_learner()
    bo.groups.add(provider.administrator_group, provider.author_group)
    pairs = [(boss, bo), (bo, boss)]

    def act(place):
        by, person = pairs[place]
        try:
            return remove_colleague(provider=provider, person=person, by=by, at=NOW)
        except LastAdministrator:
            return False

    assert sorted(at_once(2, act)) == [False, True]
    assert provider.administrator_group.user_set.count() == 1
