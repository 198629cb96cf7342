"""A trusted provider's author publishes without a review, as long as nothing stands against it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, WorkflowState

from courses.actions import Audience, end_trust, trust_provider
from courses.models import LessonPage
from mail.models import Delivery
from mail.rendering import render_message
from studio.moderation import find_submission, send_back, submit
from studio.trust import NotTrusted, publish_by_trust
from tests.factories.courses import marks
from tests.studio.forms import shown
from tests.threads import at_once
from users.models import User
from users.roles import SECRETARIAT

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(course):
    user = User.objects.create_user("secretary@example.org", "a-long-password", name="Sam")
    user.groups.add(Group.objects.get(name=SECRETARIAT))
    return user


@pytest.fixture
def trusted(course, secretary):
    trust_provider(provider=course.provider, by=secretary, at=timezone.now())
    course.refresh_from_db()
    course.provider.refresh_from_db()
    return course


def publish(client, course):
    address = reverse("studio:course-publish", args=[course.pk])
    form = {"audience": "EVERYBODY", **shown(client.get(address), deed="trusted")}
    return client.post(address, form, follow=True)


def test_an_author_of_a_trusted_provider_publishes_and_reviewers_are_told(
    client, trusted, author, reviewer, draft
):
    client.force_login(author)

    response = publish(client, trusted)

    assert "The course was published." in response.content.decode()
    draft.refresh_from_db()
    assert draft.live
    assert not WorkflowState.objects.exists()
    letters = Delivery.objects.filter(template="published_by_trust")
    assert {each.to_email for each in letters} == {reviewer.email, "secretary@example.org"}
    assert "is trusted" in render_message(letters[0]).body
    publish(client, trusted)
    assert letters.count() == 2


def test_without_trust_the_button_is_not_there_and_does_nothing(
    client, course, author, reviewer, draft
):
    client.force_login(author)
    page = client.get(reverse("studio:course-publish", args=[course.pk]))
    assert "Publish it yourself" not in page.content.decode()

    response = publish(client, course)

    assert "Submit it." in response.content.decode()
    draft.refresh_from_db()
    assert not draft.live


def test_trust_that_ended_while_the_page_was_open_publishes_nothing(
    client, trusted, secretary, author, draft
):
    seen = marks(trusted)
    end_trust(provider=trusted.provider, by=secretary)

    with pytest.raises(NotTrusted):
        publish_by_trust(
            trusted, by=author, audience=Audience.EVERYBODY, seen=seen, at=timezone.now()
        )


def test_a_draft_that_is_not_ready_goes_to_a_reviewer(client, trusted, author, draft):
    draft.body = []
    draft.save_revision()
    client.force_login(author)

    publish(client, trusted)

    draft.refresh_from_db()
    assert not draft.live
    assert not Delivery.objects.exists()


def test_who_asked_for_changes_looks_again(client, trusted, author, reviewer, draft):
    submit(trusted, by=author)
    send_back(trusted, by=reviewer, comment="Which trees?")
    client.force_login(author)

    response = publish(client, trusted)

    assert "Submit it." in response.content.decode()
    submit(trusted, by=author)
    assert find_submission(trusted) is not None


def test_a_draft_that_changed_since_the_page_was_opened_is_not_published(
    client, trusted, author, draft
):
    client.force_login(author)
    address = reverse("studio:course-publish", args=[trusted.pk])
    form = shown(client.get(address), deed="trusted")
    draft.title = "Another"
    draft.save_revision()

    response = client.post(address, form)

    assert "Something changed since you looked." in response.content.decode()
    assert not LessonPage.objects.get(pk=draft.pk).live


def test_the_secretariat_alone_trusts_and_the_log_says_who(client, course, author, secretary):
    address = reverse("studio:trusted-providers")
    client.force_login(author)
    assert client.post(address, {"provider": course.provider.pk}).status_code in (302, 403)
    course.provider.refresh_from_db()
    assert course.provider.trusted_at is None
    client.force_login(secretary)
    for _click in range(2):
        client.post(address, {"provider": course.provider.pk, "deed": "trust"})
    assert "by Sam since" in client.get(address).content.decode()
    client.post(address, {"provider": course.provider.pk, "deed": "end"})

    actions = ModelLogEntry.objects.filter(action__contains="trust").order_by("pk")
    assert [(each.action, each.user) for each in actions] == [
        ("courses.trust_provider", secretary),
        ("courses.end_trust", secretary),
    ]
    assert client.post(address, {"provider": "none"}).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
@pytest.mark.slow
def test_published_in_several_tabs_at_once_it_is_told_once(trusted, author, reviewer):
    seen = marks(trusted)

    def click(_tab):
        try:
            publish_by_trust(
                trusted, by=author, audience=Audience.EVERYBODY, seen=seen, at=timezone.now()
            )
        except ValueError as refusal:
            return type(refusal).__name__
        return "published"

    answers = at_once(3, click)

    assert sorted(answers) == ["DraftsChanged", "DraftsChanged", "published"]
    assert Delivery.objects.filter(template="published_by_trust").count() == 2
