"""What is kept of an outside expert is handed over to them, and forgotten in time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment

from mail.models import Delivery
from studio.guests import ask_expert, forget_old_guests, land_verdict, links_of, take_back
from tests.factories.learning import make_learner
from users.actions import erase_user
from users.models import Verdict
from users.personal_data import collect_personal_data

from .guest_links import MEI, text_of

pytestmark = pytest.mark.django_db


def test_the_data_of_a_guest_is_handed_over_and_forgotten(guest, link, draft):
    guest.post(reverse("review:comment", args=[draft.pk]), {"place": "title", "text": "My words"})
    person = make_learner(email="mei@example.org")

    data = collect_personal_data(user=person, at=timezone.now())
    assert data["guest_links"][0]["comments"] == ["My words"]
    erase_user(user=person, at=timezone.now())

    link.refresh_from_db()
    assert (link.name, link.email, link.author.name) == ("", "", "")
    assert link.revoked_at is not None
    assert "mei" not in link.author.email
    assert Comment.objects.get().text == "My words"


def test_an_expert_without_an_account_can_be_forgotten(client, link, course, author):
    client.force_login(author)
    address = reverse("studio:course-guests", args=[course.pk])
    client.post(address, {"link": str(link.pk), "deed": "revoke"})
    client.post(address, {"link": str(link.pk), "deed": "forget"})

    link.refresh_from_db()
    assert (link.name, link.email, link.author.name) == ("", "", "")
    assert "Somebody" in text_of(client.get(address))


def test_half_a_year_after_its_end_a_link_names_nobody(guest, link, draft):
    guest.post(reverse("review:comment", args=[draft.pk]), {"place": "title", "text": "My words"})
    land_verdict(link, verdict=Verdict.APPROVED, text="Good.", at=timezone.now())
    half_a_year = link.expires_at + timedelta(days=180)

    assert forget_old_guests(at=half_a_year - timedelta(seconds=1)) == 0
    assert forget_old_guests(at=half_a_year) == 1
    assert forget_old_guests(at=half_a_year) == 0

    link.refresh_from_db()
    assert (link.name, link.email, link.author.name) == ("", "", "")
    assert (link.verdict, link.verdict_text) == (Verdict.APPROVED, "Good.")
    comment = Comment.objects.get()
    assert (comment.text, comment.user.name) == ("My words", "")
    mail = Delivery.objects.get(template="review_invitation")
    assert (mail.to_email, mail.context) == ("", {})


def test_a_link_that_was_taken_back_is_forgotten_half_a_year_after_that(link, course, author):
    now = timezone.now()
    take_back(course, link, by=author, at=now)

    assert forget_old_guests(at=now + timedelta(days=179)) == 0
    assert forget_old_guests(at=now + timedelta(days=180)) == 1


def test_a_link_that_works_is_kept_beside_an_old_one_of_the_same_person(link, course, author):
    later = link.expires_at + timedelta(days=180)
    ask_expert(course, MEI, by=author, at=later)

    forget_old_guests(at=later)

    assert [each.email for each in links_of(course)] == ["mei@example.org", ""]
