"""An outside expert reads one draft with a link, and is signed in nowhere."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from courses.actions import arrange
from courses.arranging import put_before, take_out
from courses.models import LessonPage, MediaDocument
from mail.models import Delivery
from mail.rendering import render_message
from studio import guests
from studio.guests import ask_expert, take_back
from tests.factories.courses import add_lesson, course_page, make_course
from tests.threads import at_once
from users.guests import token_of
from users.models import GuestLink, User

from .guest_links import MEI, text_of

pytestmark = pytest.mark.django_db


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
