"""An outside expert says what they think of a draft, and it reaches whoever decides."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, ModelLogEntry

from courses.actions import publish_course
from mail.models import Delivery
from mail.rendering import render_message
from studio.guests import land_verdict, take_back
from studio.moderation import find_review, submit
from tests.threads import at_once
from users.guests import token_of
from users.models import Verdict

from .guest_links import text_of

pytestmark = pytest.mark.django_db


def test_what_the_guest_says_reaches_the_author_under_their_name(
    guest, link, course, author, draft
):
    place = f"body.{draft.get_latest_revision_as_object().body[0].id}"
    guest.post(reverse("review:comment", args=[draft.pk]), {"place": place, "text": "Which?"})

    comment = Comment.objects.get()
    assert comment.user.name == "Mei Chen"
    assert comment.contentpath == place
    guest.force_login(author)
    assert "Mei Chen" in text_of(guest.get(reverse("studio:course-comments", args=[course.pk])))
    editor = guest.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "Which?" in editor
    assert Delivery.objects.filter(template="review_commented", to_email=author.email).exists()


def test_an_approval_publishes_nothing_and_stands_where_it_is_decided(
    guest, link, course, author, reviewer, draft, client
):
    client.logout()
    client.get(reverse("review:open", args=[token_of(link)]))
    submit(course, by=author)
    for _click in range(2):
        client.post(reverse("review:verdict"), {"verdict": "APPROVED", "text": "Well <done>."})

    draft.refresh_from_db()
    assert not draft.live
    assert find_review(course).status == "in_progress"
    assert Delivery.objects.filter(template="review_verdict").count() == 1
    client.force_login(reviewer)
    page = text_of(client.get(reverse("studio:course-publish", args=[course.pk])))
    assert "Mei Chen, an outside expert, approves the draft" in page
    assert "Well <done>." in page


def test_a_verdict_about_what_was_published_since_stands_only_where_experts_are_listed(
    link, course, author, reviewer, client
):
    land_verdict(link, verdict=Verdict.RETURNED, text="Name the street.", at=timezone.now())
    place = reverse("studio:course-overview", args=[course.pk])
    assert "Name the street." in text_of(client.get(place))

    publish_course(course, by=author)

    assert "Name the street." not in text_of(client.get(place))
    asked = client.get(reverse("studio:course-guests", args=[course.pk]))
    assert "Name the street." in text_of(asked)


def test_a_return_ends_the_review_in_the_workflow(guest, link, course, author):
    submit(course, by=author)

    guest.post(reverse("review:verdict"), {"verdict": "RETURNED", "text": "Say which trees."})

    review = find_review(course)
    assert review.status == "needs_changes"
    assert review.current_task_state.finished_by == link.author
    assert review.current_task_state.comment == "Say which trees."
    message = render_message(Delivery.objects.get(template="review_returned"))
    assert "Mei Chen" in message.body
    assert ModelLogEntry.objects.filter(action="studio.guest_returned").exists()


def test_a_return_says_what_should_change_by_words_or_comments(guest, link, course, draft):
    address, form = reverse("review:verdict"), {"verdict": "RETURNED", "text": ""}

    refused = guest.post(address, form)
    assert refused.status_code == 422
    assert "Say what should change" in text_of(refused)
    nothing = guest.post(address, {"text": "Kept words"})
    assert "Choose one of the two." in text_of(nothing)
    assert "Kept words" in nothing.content.decode()
    guest.post(
        reverse("review:comment", args=[draft.pk]), {"place": "title", "text": "Another title"}
    )
    assert guest.post(address, form).status_code == 302

    link.refresh_from_db()
    assert link.verdict == Verdict.RETURNED


def test_a_link_that_was_taken_back_or_expired_keeps_what_was_typed(
    guest, link, course, author, draft
):
    comment = reverse("review:comment", args=[draft.pk])
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        expired = guest.post(comment, {"place": "title", "text": "Long <words>"})
    take_back(course, link, by=author, at=timezone.now())
    revoked = guest.post(reverse("review:verdict"), {"verdict": "APPROVED", "text": "More words"})

    assert (expired.status_code, revoked.status_code) == (410, 410)
    assert "Long &lt;words&gt;</textarea>" in expired.content.decode()
    assert "It worked until" in text_of(expired)
    assert "taken it back" in text_of(revoked)
    assert not Comment.objects.exists()
    link.refresh_from_db()
    assert link.verdict == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
@pytest.mark.slow
def test_a_verdict_that_is_sent_several_times_at_once_is_told_once(course, author, link):
    submit(course, by=author)
    values = {"verdict": Verdict.RETURNED, "text": "Which trees?"}

    answers = at_once(4, lambda _tab: land_verdict(link, at=timezone.now(), **values))

    assert sorted(answers) == [False, False, False, True]
    assert Delivery.objects.filter(template="review_verdict").count() == 1
    assert Delivery.objects.filter(template="review_returned").count() == 1
