"""An outside expert reads one draft with a link, says what they think, and is signed in nowhere."""
# ruff: noqa: F811, F401 - fixtures of the neighbour

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Comment, ModelLogEntry

from courses.actions import arrange, publish_course
from courses.arranging import put_before, take_out
from courses.models import LessonPage, MediaDocument, ModulePage
from mail.models import Delivery
from mail.rendering import render_message
from studio import guests
from studio.guests import (
    Invitation,
    ask_expert,
    forget_old_guests,
    land_verdict,
    links_of,
    take_back,
)
from studio.moderation import find_review, submit
from tests.factories.courses import add_lesson, course_page, make_course
from tests.factories.learning import make_learner
from tests.studio.test_reviewer_reads import author, course, draft, links, reviewer
from tests.threads import at_once
from users.actions import erase_user
from users.guests import token_of
from users.models import GuestLink, User, Verdict
from users.personal_data import collect_personal_data

pytestmark = pytest.mark.django_db
MEI = Invitation(name="Mei Chen", email="mei@example.org", language="en", days=14, note="Is it?")


@pytest.fixture
def link(course, author):
    ask_expert(course, MEI, by=author, at=timezone.now())
    return GuestLink.objects.get()


@pytest.fixture
def guest(client, link):
    """The browser in which the link was opened."""
    response = client.get(reverse("review:open", args=[token_of(link)]), follow=True)
    assert response.status_code == 200
    return client


def text_of(response):
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def test_the_author_asks_and_the_mail_leads_to_the_draft(client, course, author, draft):
    client.force_login(author)
    address = reverse("studio:course-guests", args=[course.pk])
    form = {"name": "Mei Chen", "email": "Mei@example.org", "language": "en", "days": "7"}
    for _click in range(2):
        client.post(address, form)
    client.logout()

    message = render_message(Delivery.objects.get(template="review_invitation"))
    opened = client.get(re.search(r"https?://\S+(/en/review/link/\S+/)", message.body)[1])

    assert opened.url == reverse("review:course")
    page = client.get(opened.url)
    assert "Mei Chen" in text_of(page)
    read = client.get(reverse("review:page", args=[draft.pk]))
    assert "Trees cool a street." in text_of(read)
    assert "Read by Mei Chen" in text_of(read)
    assert GuestLink.objects.get().author.last_login is None
    assert "_auth_user_id" not in client.session


def test_nobody_writes_to_half_the_world_by_asking_experts(client, course, author, monkeypatch):
    monkeypatch.setattr(guests, "MOST_A_DAY", 2)
    client.force_login(author)
    address = reverse("studio:course-guests", args=[course.pk])
    for _time in range(2):
        form = {"name": "Mei", "email": "mei@example.org", "language": "en", "days": "7"}
        client.post(address, form)
        client.post(address, {"link": GuestLink.objects.get(revoked_at=None).pk})

    response = client.post(address, {**form, "email": "bo@example.org", "note": "Is it?"})

    assert response.status_code == 422
    assert "You have asked 2 experts in a day." in text_of(response)
    assert "Is it?</textarea>" in response.content.decode()
    assert Delivery.objects.filter(template="review_invitation").count() == 2


def test_a_draft_that_was_deleted_is_not_found(guest, course):
    course_page(course).delete()

    assert guest.get(reverse("review:course")).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "nobody", "Enter a valid email address."),
        ("name", "", "This field is required."),
        ("days", "900", "Select a valid choice."),
    ],
)
def test_a_form_with_a_mistake_says_it_and_sends_nothing(
    client, course, author, field, value, words
):
    client.force_login(author)
    form = {"name": "Mei", "email": "mei@example.org", "language": "en", "days": "7", "note": "Hi"}

    response = client.post(
        reverse("studio:course-guests", args=[course.pk]), {**form, field: value}
    )

    assert response.status_code == 422
    assert words in text_of(response)
    assert "Hi</textarea>" in response.content.decode()
    assert not GuestLink.objects.exists()


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


def test_what_was_taken_out_is_no_part_of_the_draft_and_the_rest_stands_in_its_order(
    guest, course, author, draft
):
    module = draft.get_parent()
    second = add_lesson(module, title="Ask a school", live=False)
    second.save_revision()
    first = module.get_children().first()
    for step in (
        lambda order: put_before(order, str(second.translation_key), str(draft.translation_key)),
        lambda order: take_out(order, str(first.translation_key)),
    ):
        course.refresh_from_db()
        arrange(course, step, number=course.arrangement_number, by=author)

    listed = text_of(guest.get(reverse("review:course")))
    assert listed.index("Ask a school") < listed.index(draft.title)
    assert first.title not in listed
    read = text_of(guest.get(reverse("review:page", args=[second.pk])))
    assert f"Read on: {draft.title}" in read
    assert "4 pages of this course" in read


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


def test_get_changes_nothing(client, link, course):
    before = list(GuestLink.objects.values())
    client.get(reverse("review:open", args=[token_of(link)]))
    client.get(reverse("review:course"))

    assert client.get(reverse("review:verdict")).status_code == 405
    assert list(GuestLink.objects.values()) == before


def test_a_link_opens_one_course_and_nothing_else(guest, link, draft):
    other = make_course(lessons=(1,))
    lesson = LessonPage.objects.descendant_of(course_page(other)).get()

    assert guest.get(reverse("review:page", args=[lesson.pk])).status_code == 404
    said = guest.post(reverse("review:comment", args=[lesson.pk]), {"place": "title", "text": "x"})
    assert said.status_code == 404
    assert guest.get(reverse("review:page", args=[course_page(other).pk])).status_code == 404
    home = course_page(other).get_ancestors().filter(depth=2).get()
    assert guest.get(reverse("review:page", args=[home.pk])).status_code == 404
    assert guest.get(reverse("studio:page-draft", args=[draft.pk])).status_code == 302
    assert guest.get(reverse("wagtailadmin_home")).status_code == 302
    assert guest.get(reverse("home:dashboard")).status_code == 302


def test_a_made_up_or_changed_token_opens_nothing(client, link):
    token = token_of(link)
    for wrong in ("x", token[:-1] + ("a" if token[-1] != "a" else "b"), link.key.hex):
        assert client.get(reverse("review:open", args=[wrong])).status_code == 404
    for name in ("review:course",):
        assert client.get(reverse(name)).status_code == 404


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


def test_whoever_works_on_the_course_reads_as_themselves(client, link, course, author):
    client.force_login(author)

    response = client.get(reverse("review:open", args=[token_of(link)]))

    assert response.url == reverse("studio:course-overview", args=[course.pk])
    assert client.get(reverse("review:course")).status_code == 404


def test_an_expert_with_an_account_is_not_signed_in_by_the_link(client, course, author):
    mine = User.objects.create_user("mei@example.org", "a-long-password", name="Mei")
    ask_expert(course, MEI, by=author, at=timezone.now())
    link = GuestLink.objects.get()
    client.get(reverse("review:open", args=[token_of(link)]))
    client.post(reverse("review:verdict"), {"verdict": "APPROVED"})

    assert link.author != mine
    assert client.get(reverse("home:dashboard")).status_code == 302
    mine.refresh_from_db()
    assert mine.last_login is None


def test_files_of_the_draft_open_to_the_guest_and_other_files_do_not(
    guest, link, course, draft, author
):
    def document(title):
        return MediaDocument.objects.create(
            title=title,
            collection=course.provider.lesson_collection,
            file=ContentFile(b"%PDF-1.4", f"{title}.pdf"),
        )

    shown, hidden = document("shown"), document("hidden")
    drafted = draft.get_latest_revision_as_object()
    drafted.body.append(("document", {"document": shown, "title": "Plan"}))
    drafted.save_revision()

    assert guest.get(shown.file.url).status_code == 200
    assert guest.get(hidden.file.url).status_code == 404
    take_back(course, link, by=author, at=timezone.now())
    assert guest.get(shown.file.url).status_code == 404


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


def test_a_guest_is_no_account_in_the_list_of_people(client, link, admin_client):
    page = admin_client.get(reverse("wagtailusers_users:index")).content.decode()

    assert "guest.invalid" not in page
    edit = reverse("wagtailusers_users:edit", args=[link.author.pk])
    assert admin_client.get(edit).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
@pytest.mark.slow
def test_asked_at_the_same_moment_there_is_one_link_and_one_mail(course, author):
    answers = at_once(4, lambda _tab: ask_expert(course, MEI, by=author, at=timezone.now()))

    assert sorted(answers) == [False, False, False, True]
    assert Delivery.objects.filter(template="review_invitation").count() == 1


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
