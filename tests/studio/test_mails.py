"""The review of a course is told in our own mails, once for each deed, through the ledger."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.users.models import UserProfile

from courses.actions import Audience
from courses.drafts import find_drafts
from courses.models import LessonPage, ProviderPage
from courses.models.review_task import APPROVE_NEXT_RUN, ensure_course_review
from courses.rights import ensure_staff_rights
from home.models import PlainPage
from mail.models import Delivery
from mail.rendering import render_message
from studio.moderation import approve, find_submission, send_back, submit, withdraw
from tests.factories.courses import course_page, key_of, make_course, make_course_index, marks
from users.models import User
from users.roles import REVIEWER, SECRETARIAT

pytestmark = pytest.mark.django_db

COMMENT = "The drawing has <no> text.\nSee page 2."


def person(email, *groups, **fields):
    name = email.split("@")[0].title()
    user = User.objects.create_user(email, "a-long-password", name=name, **fields)
    user.groups.add(*groups)
    return user


@pytest.fixture
def course():
    ensure_staff_rights()
    course = make_course(lessons=(1,), title="Shade & trees")
    lesson = LessonPage.objects.descendant_of(course_page(course)).get()
    lesson.minutes = 44
    lesson.save_revision()
    return course


@pytest.fixture
def author(course):
    return person("author@example.org", course.provider.author_group, language="id")


@pytest.fixture
def reviewer(course):
    return person("reviewer@example.org", Group.objects.get(name=REVIEWER))


@pytest.fixture
def secretary(course):
    return person("secretary@example.org", Group.objects.get(name=SECRETARIAT), language="ko")


def sent():
    """Template and address of everything in the ledger, in order."""
    return list(Delivery.objects.order_by("pk").values_list("template", "to_email"))


def text_and_html(template):
    message = render_message(Delivery.objects.get(template=template))
    return message.subject, message.body, message.alternatives[0][0]


def test_a_submission_is_told_once_to_everybody_who_reviews(course, author, reviewer, secretary):
    submit(course, by=author)
    submit(course, by=author)

    assert sent() == [
        ("review_submitted", "reviewer@example.org"),
        ("review_submitted", "secretary@example.org"),
    ]
    assert [each.language for each in Delivery.objects.order_by("pk")] == ["en", "ko"]


def test_the_reviewer_reads_who_submitted_what_and_where_to_look(course, author, reviewer):
    submit(course, by=author)

    subject, text, html = text_and_html("review_submitted")

    link = reverse("studio:course-publish", args=[course.pk])
    assert subject == "Waits for review: Shade & trees"
    assert f"Author has submitted “Shade & trees” by {course.provider.name} for review." in text
    assert f"http://127.0.0.1:8000{link}" in text
    assert f'href="http://127.0.0.1:8000{link}"' in html
    changes = reverse("studio:course-difference", args=[course.pk])
    assert f"http://127.0.0.1:8000{changes}" in text
    assert f'href="http://127.0.0.1:8000{changes}"' in html
    assert "Shade &amp; trees" in html


def test_whoever_submits_is_not_told_about_it(course, reviewer):
    submit(course, by=reviewer)

    assert sent() == []


def test_the_author_reads_what_the_reviewer_asks_for(course, author, reviewer):
    submit(course, by=author)
    send_back(course, by=reviewer, comment=COMMENT)
    send_back(course, by=reviewer, comment="Twice.")

    subject, text, html = text_and_html("review_returned")

    assert sent()[1:] == [("review_returned", "author@example.org")]
    assert Delivery.objects.get(template="review_returned").language == "id"
    assert "Shade & trees" in subject
    assert COMMENT in text
    assert "The drawing has &lt;no&gt; text.<br>See page 2." in html
    assert reverse("studio:course-overview", args=[course.pk]) in text


def test_after_a_return_the_next_submission_and_the_approval_are_told_too(course, author, reviewer):
    submit(course, by=author)
    send_back(course, by=reviewer, comment=COMMENT)
    submit(course, by=author)
    approve(course, by=reviewer, audience=Audience.EVERYBODY, seen=marks(course))
    approve(course, by=reviewer, audience=Audience.EVERYBODY, seen=marks(course))

    assert [template for template, _address in sent()] == [
        *("review_submitted", "review_returned", "review_submitted", "review_approved")
    ]
    _subject, text, _html = text_and_html("review_approved")
    assert "Reviewer has approved “Shade & trees”" in text
    assert reverse("studio:course-overview", args=[course.pk]) in text


def test_an_approval_with_a_comment_is_told_with_it(course, author, reviewer):
    submit(course, by=author)
    state = find_submission(course)

    state.task.specific.on_action(state.specific, reviewer, APPROVE_NEXT_RUN, comment=COMMENT)

    _subject, text, html = text_and_html("review_approved")
    assert COMMENT in text
    assert "&lt;no&gt;" in html


def test_who_switched_a_kind_of_mail_off_in_the_cms_gets_none(course, author, reviewer):
    UserProfile.objects.create(user=reviewer, submitted_notifications=False)
    UserProfile.objects.create(user=author, rejected_notifications=False)

    submit(course, by=author)
    send_back(course, by=reviewer, comment=COMMENT)

    assert sent() == []


def test_a_person_who_was_shut_out_is_not_written_to(course, author, reviewer):
    User.objects.update(is_active=False)

    submit(course, by=author)
    send_back(course, by=reviewer, comment=COMMENT)

    assert sent() == []


def test_the_page_of_a_provider_is_reviewed_by_the_same_mails(course, author, reviewer):
    page = ProviderPage.objects.get(key_of(course.provider), locale__language_code="en")
    page.save_revision(user=author)

    page.get_workflow().start(page, user=author)

    [delivery] = Delivery.objects.all()
    assert delivery.template == "review_submitted"
    assert delivery.context["link"].endswith(f"/cms/pages/{page.pk}/edit/")


def test_a_page_of_another_kind_keeps_wagtails_mails(course, author, reviewer):
    page = PlainPage(title="About")
    make_course_index().get_parent().add_child(instance=page)
    page.save_revision(user=author)

    ensure_course_review().start(page, user=author)

    assert sent() == [("", "reviewer@example.org")]


def test_who_left_the_provider_hears_nothing_of_its_drafts(course, author, reviewer):
    submit(course, by=author)
    author.groups.clear()

    assert send_back(course, by=reviewer, comment=COMMENT)

    assert "review_returned" not in dict(sent())


def test_a_decision_about_what_was_withdrawn_meanwhile_changes_nothing(course, author, reviewer):
    submit(course, by=author)
    read_before = find_submission(course)
    assert withdraw(course, by=author)

    read_before.task.specific.on_action(read_before.specific, reviewer, "approve")

    assert find_drafts(course)
    assert not approve(course, by=reviewer, audience=Audience.EVERYBODY, seen=marks(course))
    assert not send_back(course, by=reviewer, comment=COMMENT)


def test_a_reviewers_old_page_publishes_nothing_that_was_withdrawn(
    course, author, reviewer, client
):
    submit(course, by=author)
    client.force_login(reviewer, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("studio:course-publish", args=[course.pk])
    review = find_submission(course).pk
    assert f'name="review" value="{review}"' in client.get(url).content.decode()
    withdraw(course, by=author)
    pages = [draft.page.pk for draft in find_drafts(course)]

    deed = {"deed": "publish", "audience": "EVERYBODY", "pages": pages, "review": review}
    response = client.post(url, deed, follow=True)

    assert find_drafts(course)
    assert "Nothing was changed" in response.content.decode()
