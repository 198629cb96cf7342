"""What a reviewer says about a draft stands beside its block, in the editor, and in the return."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from wagtail.models import Comment, CommentReply

from courses.models import LessonPage
from mail.models import Delivery
from mail.rendering import render_message
from studio.comments import CommentRefused, comment_on_draft, open_comments, resolve_comment
from studio.moderation import find_review, submit
from tests.studio.test_publish_course import edit_form
from tests.studio.test_reviewer_reads import links
from tests.threads import at_once
from users.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 20, 9, 5, tzinfo=UTC)
WORDS = "Which trees? <b>Say</b> it."


@pytest.fixture
def place(draft):
    drafted = draft.get_latest_revision_as_object()
    return f"body.{drafted.body[0].id}"


def say(course, draft, by, *, place="title", text=WORDS, at=NOW):
    page = LessonPage.objects.get(pk=draft.pk)
    return comment_on_draft(course=course, page=page, place=place, text=text, by=by, at=at)


def test_a_comment_stands_under_its_block_and_its_html_is_text(
    client,
    course,
    reviewer,
    draft,
    place,
):
    address = reverse("studio:draft-comment", args=[draft.pk])

    response = client.post(address, {"place": place, "text": WORDS}, follow=True)

    page = response.content.decode()
    assert "Which trees? &lt;b&gt;Say&lt;/b&gt; it." in page
    assert page.index("Trees cool a street.") < page.index("Which trees?")
    assert page.index("Which trees?") < page.index("What did you see?")


def test_the_editor_of_running_text_can_read_where_a_comment_stands(course, author, draft, place):
    comment = say(course, draft, author, place=place)

    assert json.loads(comment.position) == []


def test_two_clicks_say_it_once(client, course, reviewer, draft, place):
    address = reverse("studio:draft-comment", args=[draft.pk])
    for _click in range(2):
        client.post(address, {"place": place, "text": WORDS})

    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "x" * 4001])
def test_what_cannot_be_taken_stays_with_a_sentence(client, course, reviewer, draft, place, text):
    address = reverse("studio:draft-comment", args=[draft.pk])

    response = client.post(address, {"place": place, "text": text})

    assert response.status_code == 422
    page = response.content.decode()
    assert "Write your comment first." in page or "at most 4,000 characters" in page
    assert f">{text}</textarea>" in page
    assert not Comment.objects.exists()


def test_a_place_that_is_gone_keeps_the_words(client, course, reviewer, draft, place):
    draft.body = []
    draft.save_revision()
    address = reverse("studio:draft-comment", args=[draft.pk])

    response = client.post(address, {"place": place, "text": WORDS})

    assert response.status_code == 422
    assert "Say it about the whole page instead." in response.content.decode()
    assert "Which trees? &lt;b&gt;Say" in response.content.decode()
    with pytest.raises(CommentRefused):
        say(course, draft, reviewer, place="no_such_field")


def test_a_comment_whose_block_went_is_shown_with_the_whole_page(
    client,
    course,
    reviewer,
    draft,
    place,
):
    say(course, draft, reviewer, place=place)
    draft.body = []
    draft.save_revision()

    page = client.get(reverse("studio:page-draft", args=[draft.pk])).content.decode()

    assert "Which trees?" in page
    assert "Its place is gone" in page


def test_the_author_meets_it_in_the_editor_and_marks_it_as_done(
    client,
    course,
    author,
    reviewer,
    draft,
    place,
):
    comment = say(course, draft, reviewer, place=place)
    client.force_login(author)

    editor = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "Which trees?" in editor
    overview = client.get(reverse("studio:course-overview", args=[course.pk]))
    assert "1 open comment" in links(overview)
    listed = client.get(reverse("studio:course-comments", args=[course.pk]))
    assert links(listed)["Mend it"].endswith(f"?comment={comment.pk}")
    client.post(reverse("studio:course-comments", args=[course.pk]), {"comment": str(comment.pk)})

    comment.refresh_from_db()
    assert comment.resolved_by == author
    assert not open_comments(course).exists()
    assert not resolve_comment(comment=comment, by=reviewer, at=NOW)


def test_saving_in_the_editor_keeps_a_comment_that_came_meanwhile(
    client,
    course,
    author,
    reviewer,
    draft,
):
    client.force_login(author)
    comment = say(course, draft, reviewer)

    counts = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}  # as it was when the form was opened
    form = edit_form(draft) | {f"comments-{name}": value for name, value in counts.items()}
    response = client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), form)

    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.get_latest_revision_as_object().title == "A new title"
    assert Comment.objects.get() == comment


def test_what_an_author_answers_in_the_editor_stands_below_the_comment(
    client, course, author, reviewer, draft, place
):
    comment = say(course, draft, reviewer, place=place)
    CommentReply.objects.create(comment=comment, user=author, text="The <two> oaks.")

    for name, pk in (("page-draft", draft.pk), ("course-comments", course.pk)):
        page = client.get(reverse(f"studio:{name}", args=[pk])).content.decode()
        assert "The &lt;two&gt; oaks." in page


def test_a_return_may_consist_of_comments(client, course, author, reviewer, draft, place):
    submit(course, by=author)
    address = reverse("studio:course-publish", args=[course.pk])
    refused = client.post(address, {"deed": "send_back", "comment": ""})
    assert "Say what should change, here or by comments" in refused.content.decode()
    say(course, draft, reviewer, place=place)

    client.post(address, {"deed": "send_back", "comment": ""})

    assert find_review(course).status == "needs_changes"
    message = render_message(Delivery.objects.get(template="review_returned"))
    assert "Shade" in message.body
    assert WORDS in message.body
    assert "&lt;b&gt;Say" in message.alternatives[0][0]
    overview = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()
    assert "What should change stands in the comments." in overview


def test_the_author_hears_of_comments_once_an_hour(course, author, reviewer, draft):
    submit(course, by=author)
    for minutes in (0, 10, 90):
        at = NOW + timedelta(minutes=minutes)
        say(course, draft, reviewer, text=f"After {minutes} minutes", at=at)

    letters = Delivery.objects.filter(template="review_commented", to_email=author.email)
    assert letters.count() == 2
    text = render_message(letters.order_by("pk")[0]).body
    assert "After 0 minutes" in text
    assert reverse("studio:course-comments", args=[course.pk]) in text


def test_nobody_of_another_provider_comments_or_resolves(client, course, reviewer, draft):
    comment = say(course, draft, reviewer)
    stranger = User.objects.create_user("stranger@example.org", "a-long-password", is_staff=True)
    from tests.factories.courses import make_provider

    stranger.groups.add(make_provider().author_group)
    client.force_login(stranger)

    said = client.post(
        reverse("studio:draft-comment", args=[draft.pk]), {"place": "title", "text": "x"}
    )
    done = client.post(reverse("studio:course-comments", args=[course.pk]), {"comment": comment.pk})

    assert {said.status_code, done.status_code} == {404}
    assert Comment.objects.get().resolved_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
@pytest.mark.slow
def test_the_same_words_at_the_same_moment_stand_once(course, reviewer, draft, place):
    at_once(4, lambda _tab: say(course, draft, reviewer, place=place))

    assert Comment.objects.count() == 1


def test_the_difference_shows_every_changed_page_and_nothing_else(client, course, reviewer, draft):
    live = LessonPage.objects.get(title="Lesson 1.1")
    live.title = "Look <first>"
    live.save_revision()

    response = client.get(reverse("studio:course-difference", args=[course.pk]))

    page = response.content.decode()
    assert "2 pages differ" in page
    assert '<span class="addition">Look &lt;first&gt;</span>' in page
    assert "Lesson 1.1" in page
    assert "New page" in page
    assert "Trees cool a street." in page
    assert "Week 1" not in page


def test_a_long_difference_comes_in_pages(client, course, reviewer):
    from courses.models import ModulePage
    from tests.factories.courses import add_lesson, course_page

    module = ModulePage.objects.descendant_of(course_page(course)).get()
    for number in range(21):
        add_lesson(module, title=f"More {number}", live=False).save_revision()
    address = reverse("studio:course-difference", args=[course.pk])

    first, second = (client.get(address, {"page": number}).content.decode() for number in (1, 2))

    assert first.count("studio-difference__fields") == 20
    assert second.count("studio-difference__fields") == 2
    assert client.get(address, {"page": "none"}).status_code == 200
