"""An outside expert comments by a link, a reviewer returns the course once and then approves it."""

import re

import pytest
from playwright.sync_api import expect

from courses.models import LessonPage, Provider
from tests.factories.courses import course_page, make_course
from tests.journeys.learner import sample
from tests.journeys.site import link_in

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(180, func_only=True),
]
TITLE, LESSON = "Benches for elders", "Lesson 1.1"
QUESTION, ADVICE = "Which benches? Show one.", "Say who carries them."


@pytest.fixture
def course(site):
    """A live course whose lesson has a draft."""
    provider = Provider.objects.get(name="Think City")
    course = make_course(provider=provider, lessons=(1,), title=TITLE)
    lesson = LessonPage.objects.descendant_of(course_page(course)).get()
    lesson.minutes = 25
    lesson.save_revision()
    return course


@pytest.fixture
def enter(visit):
    def as_person(email):
        person = sample(visit(), email)
        person.sign_in()
        return person.page

    return as_person


def overview(page, course):
    page.goto(f"/cms/courses/{course.pk}/")
    return page


def submit(page, course):
    overview(page, course).get_by_role("link", name=re.compile("^Submit")).click()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Waits for review")).to_be_visible()


def ask(page, course):
    overview(page, course).get_by_role("link", name="Ask an outside expert").click()
    page.get_by_label("Name", exact=True).fill("Mei Chen")
    page.get_by_label("E-mail address").fill("mei.chen@example.org")
    page.get_by_role("button", name="Send a personal link").click()
    expect(page.get_by_text("The link is on its way.")).to_be_visible()


def comment(page, text):
    """On the first block of the lesson that is open."""
    page.get_by_text("Comment on this place").first.click()
    page.locator("main").get_by_label("Your comment").first.fill(text)
    page.locator("main").get_by_role("button", name="Comment", exact=True).first.click()
    expect(page.get_by_text(text)).to_be_visible()


def judge(page, choice, words=""):
    page.goto("/en/review/")
    page.get_by_label(choice).check()
    page.get_by_label("Your words").fill(words)
    page.get_by_role("button", name="Send your verdict").click()
    expect(page.get_by_text("Thank you. What you said is with the people")).to_be_visible()


def mark_all_done(page, course):
    page.goto(f"/cms/courses/{course.pk}/comments/")
    while page.get_by_role("button", name=re.compile("^Mark as done")).count():
        page.get_by_role("button", name=re.compile("^Mark as done")).first.click()
        expect(page.get_by_text("The comment is done.")).to_be_visible()
    expect(page.get_by_text("Nothing waits for an answer.")).to_be_visible()


def test_a_course_goes_to_an_expert_comes_back_once_and_is_approved(course, enter, visit, site):
    author = enter("author.thinkcity@example.org")
    submit(author, course)
    ask(author, course)

    expert = visit().page
    expert.goto(link_in(site.wait_for_mail("mei.chen@example.org", TITLE), "review/link/"))
    assert "link" not in expert.url
    expert.get_by_role("link", name=LESSON).click()
    comment(expert, QUESTION)
    judge(expert, "Something should change first", ADVICE)

    overview(author, course)
    expect(author.get_by_text("Changes asked for")).to_be_visible()
    expect(author.get_by_text(ADVICE).first).to_be_visible()
    author.goto(f"/cms/courses/{course.pk}/comments/")
    expect(author.get_by_text(QUESTION).first).to_be_visible()
    mark_all_done(author, course)
    submit(author, course)

    reviewer = enter("reviewer@example.org")
    overview(reviewer, course).get_by_role("link", name="Read all that changed").click()
    expect(reviewer.get_by_text("25", exact=True).first).to_be_visible()
    reviewer.get_by_role("link", name=re.compile(f"^Read and comment.*{LESSON}")).click()
    comment(reviewer, "Name the street.")
    reviewer.goto(f"/cms/courses/{course.pk}/publish/")
    reviewer.get_by_role("button", name="Ask for changes").click()
    expect(reviewer.get_by_text("The authors were asked for changes.")).to_be_visible()
    site.wait_for_mail("author.thinkcity@example.org", TITLE)

    mark_all_done(author, course)
    submit(author, course)
    judge(expert, "It is good as it is")
    reviewer.goto(f"/cms/courses/{course.pk}/publish/")
    expect(reviewer.get_by_text("Mei Chen, an outside expert, approves")).to_be_visible()
    reviewer.get_by_role("button", name="Approve and publish").click()
    expect(reviewer.get_by_text("The course was published.")).to_be_visible()
    assert LessonPage.objects.descendant_of(course_page(course)).get().minutes == 25
