"""axe-core finds nothing on our own pages of the CMS, whole, with Wagtail's frame around them.

Every page is read with all rules of looking.py, on a desktop in light and a phone in dark;
what is left out of it stands in WAGTAILS.
"""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.models import CertificateTemplate
from courses.actions import create_course
from courses.models import (
    Course,
    CourseFormat,
    CoursePage,
    CourseRun,
    LessonPage,
    ModulePage,
    Provider,
    ProviderPage,
)
from learning.models import Enrollment
from mail.bulk import send_bulk
from mail.models import Delivery, DeliveryState
from newsletters.actions.starting import start_issue
from newsletters.models import Audience, IssueSending, Link, MailingList, NewsletterIssuePage
from newsletters.planning import Plan, plan_sending, start_due_sendings
from studio.comments import comment_on_draft
from studio.moderation import find_submission, send_back, submit
from tests.factories.courses import course_page
from tests.factories.quizzes import answer, make_checked_enrollment
from users.models import User

from .looking import CMS_VIEWS, STILL, WAGTAILS, go, look_here, signed_in

LIST = "e-mail,name\na@example.org, Aiko\nno address, Bo\nlearner@example.org, Cy"

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(600),
]


def person(name):
    return User.objects.get(email=f"{name}@example.org")


@pytest.fixture
def waiting(site):
    """A course whose review waits: the demo hands one in."""
    [course] = [course for course in Course.objects.all() if find_submission(course)]
    return course


@pytest.fixture
def returned(site):
    """A course that came back to its author."""
    course = Course.objects.get(title__startswith="Approaches in Sustainable Tourism")
    LessonPage.objects.descendant_of(course_page(course)).first().save_revision()
    submit(course, by=person("author.seoul"))
    send_back(course, by=person("reviewer"), comment="The second drawing has no text.")
    return course


@pytest.fixture
def unfinished(site):
    """A course with a module and no lesson."""
    parent = ProviderPage.objects.get(slug="think-city", locale__language_code="en")
    page = CoursePage(title="Shade", slug="shade", summary="Trees.", live=False)
    parent.add_child(instance=page)
    module = ModulePage(title="At noon", slug="at-noon", live=False)
    page.add_child(instance=module)
    for each in (page, module):
        each.save_revision()
    return Course.objects.get(key=page.translation_key)


@pytest.fixture
def skeleton(site):
    """A course as "New course" makes it."""
    return create_course(
        provider=Provider.objects.get(name="Think City"),
        language="en",
        format=CourseFormat.MASTERCLASS,
        title="Cool roofs",
        token=uuid.uuid4(),
        by=person("author.thinkcity"),
    )[0]


@pytest.fixture
def stuck(site):
    """A run with somebody who has no attempts left."""
    enrollment = make_checked_enrollment(attempts_allowed=1)
    answer(enrollment, right=0)
    return enrollment.run


# What the mail server answers to some readers of the demo network.
REPLIES = {
    "farhana.akter@example.org": "550 5.1.1 No such user here",
    "prakash.gurung@example.org": "452 4.2.2 The mailbox is full, try again later",
}


@pytest.fixture
def sendings(site, smtp_server, settings):
    """One on its way with everything that may happen to a message, one done, one planned."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    smtp_server.answer = lambda stage, envelope: (
        REPLIES.get(envelope.rcpt_tos[-1]) if stage == "RCPT" else None
    )
    oldest, older = NewsletterIssuePage.objects.filter(locale__language_code="en").order_by(
        "month"
    )[:2]
    plan_issue(oldest, "Course news in Korean")
    start_due_sendings(at=timezone.now())
    send_bulk(seconds=20)
    under_way = IssueSending.objects.earliest("pk")  # that of the demo
    # As a worker leaves it that is killed at this moment.
    Delivery.objects.filter(sending=under_way.sending, to_email="wenjing.zhao@example.org").update(
        state=DeliveryState.IN_FLIGHT,
        sent_at=None,
        last_reply="",
        lease=uuid.uuid4(),
        lease_expires_at=timezone.now() - timedelta(seconds=1),
    )
    link = Link.objects.filter(issue_sending=under_way).first()
    Client().get(reverse("newsletter-links:go", args=[link.code]))
    plan_issue(older, "Everybody", later=timedelta(days=3))
    return IssueSending.objects.order_by("pk")


def plan_issue(issue, audience, later=timedelta(0)):
    at = timezone.now()
    plan = Plan(
        audience=Audience.objects.get(name=audience),
        lists=tuple(MailingList.objects.all()),
        starts_at=at + later,
        time_zone="Asia/Seoul",
        token=uuid.uuid4(),
    )
    plan_sending(issue_key=issue.translation_key, plan=plan, by=person("secretariat"), at=at)


def sending_pages(sendings):
    under_way = sendings[0]
    readers = reverse("newsletters_cms:sending-readers", args=[under_way.pk])
    return [
        reverse("newsletters_cms:sending-list"),
        *(reverse("newsletters_cms:sending", args=[each.pk]) for each in sendings),
        readers,
        f"{readers}?fate=failed",
        f"{readers}?q=nobody",
        *(reverse("newsletters_cms:issue-send", args=[each.issue_key]) for each in sendings[:2]),
        reverse("newsletters_cms:audience-list"),
        reverse("newsletters_cms:audience-new"),
        *(reverse("newsletters_cms:audience", args=[each.pk]) for each in Audience.objects.all()),
        reverse("mail:deliverability"),
    ]


def course_pages(*courses):
    names = ("studio:course-overview", "studio:course-publish", "studio:course-outlines")
    return [reverse(name, args=[course.pk]) for course in courses for name in names]


def review_pages(course):
    """What is read and said before a course is decided."""
    names = ("course-difference", "course-comments", "course-guests", "course-try")
    return [reverse(f"studio:{name}", args=[course.pk]) for name in names]


RUN_PAGES = (
    "run",
    "run-copy",
    "run-release",
    "run-needs",
    "run-rehearsal",
    "run-applications",
    "run-codes",
    "run-cancel",
)


def run_pages(course):
    run = CourseRun.objects.filter(course=course).first()
    ours = [reverse(f"studio:{name}", args=[run.pk]) for name in RUN_PAGES]
    return [f"{reverse('runs:add')}?course={course.pk}", reverse("runs:edit", args=[run.pk]), *ours]


def template_pages():
    template = CertificateTemplate.objects.exclude(provider=None).get(provider__name="Think City")
    return [
        reverse("certificate-templates:index"),
        reverse("certificate-templates:add"),
        reverse("certificate-templates:edit", args=[template.pk]),
    ]


def people_pages(run):
    """The list, and of somebody in it the page and each deed that needs no lesson."""
    roster = reverse("studio:run-roster", args=[run.pk])
    enrollment = Enrollment.objects.filter(run=run).first()
    deeds = ("complete", "move", "unenroll", "enroll-again")
    return [
        roster,
        f"{roster}?show=failed",
        reverse("studio:run-message", args=[run.pk]),
        reverse("studio:run-feedback", args=[run.pk]),
        reverse("studio:learner", args=[enrollment.pk]),
        reverse("studio:course-log", args=[run.course_id]),
        reverse("reports:course", args=[run.course_id]),
        reverse("reports:overall"),
        reverse("studio:person-log", args=[enrollment.pk]),
        reverse("studio:learner-extend", args=[enrollment.pk]),
        reverse("reports:year", args=[enrollment.enrolled_at.year]),
        reverse("reports:year-rows", args=[enrollment.enrolled_at.year, "participants"]),
        *(reverse("studio:learner-deed", args=[enrollment.pk, deed]) for deed in deeds),
    ]


def colleague_pages(provider):
    somebody = provider.author_group.user_set.first()
    return [
        reverse("studio:colleagues", args=[provider.pk]),
        reverse("studio:colleague", args=[provider.pk, somebody.pk]),
    ]


def lists():
    names = ("wagtailadmin_home", "studio:course-list", "studio:course-new", "runs:index")
    return [reverse(name) for name in names]


def assert_nothing_found(browser, site, name, addresses):
    page = signed_in(browser, person(name), site, **STILL)
    problems = []
    for address in addresses:
        go(page, site + address)
        problems += look_here(page, site + address, CMS_VIEWS, WAGTAILS)[1]
    page.context.close()
    assert not problems, "\n".join(problems)


def test_axe_finds_nothing_on_a_page_of_an_author(site, waiting, unfinished, skeleton, browser):
    addresses = [
        *lists(),
        *course_pages(waiting, unfinished, skeleton),
        *run_pages(waiting),
        reverse("studio:run-checks", args=[waiting.runs.first().pk]),
        *template_pages(),
    ]

    assert_nothing_found(browser, site, "author.thinkcity", addresses)


def test_axe_finds_nothing_where_a_review_came_back(site, returned, browser):
    addresses = [reverse("wagtailadmin_home"), *course_pages(returned)]

    assert_nothing_found(browser, site, "author.seoul", addresses)


def test_axe_finds_nothing_on_a_page_of_a_reviewer(site, waiting, browser):
    lesson = LessonPage.objects.descendant_of(course_page(waiting)).first()
    comment_on_draft(
        course=waiting,
        page=lesson,
        place="title",
        text="Which street?",
        by=person("reviewer"),
        at=timezone.now(),
    )
    addresses = [
        reverse("wagtailadmin_home"),
        *course_pages(waiting),
        *review_pages(waiting),
        reverse("studio:page-draft", args=[lesson.pk]),
        reverse("studio:page-draft", args=[course_page(waiting).pk]),
    ]

    assert_nothing_found(browser, site, "reviewer", addresses)


def test_axe_finds_nothing_on_a_page_of_the_secretariat(site, waiting, stuck, browser):
    started, _is_new = start_issue(by=person("secretariat"), at=timezone.now())
    issues = [started, NewsletterIssuePage.objects.live().first()]
    addresses = [
        *lists(),
        *course_pages(waiting),
        reverse("studio:run-checks", args=[stuck.pk]),
        *people_pages(stuck),
        *people_pages(waiting.runs.filter(enrollments__isnull=False).first()),
        reverse("studio:run-enroll", args=[waiting.runs.first().pk]),
        *colleague_pages(waiting.provider),
        reverse("studio:catalog-list"),
        reverse("studio:course-effect", args=[waiting.pk, "EVERYBODY"]),
        f"{reverse('wagtailadmin_home')}nothing/here/",
        reverse("providers:index"),
        reverse("providers:add"),
        reverse("studio:trusted-providers"),
        reverse("studio:course-retire", args=[waiting.pk]),
        reverse("studio:course-translate", args=[waiting.pk]),
        reverse("studio:course-help"),
        reverse("studio:course-delete", args=[waiting.pk]),
        *(reverse(f"{name}:index") for name in ("deliveries", "suppressions", "themes")),
        reverse("certificates-issued:index"),
        reverse("newsletter-issues:list"),
        *(reverse("newsletter-issues:desk", args=[issue.pk]) for issue in issues),
    ]

    assert_nothing_found(browser, site, "secretariat", addresses)


def test_axe_finds_nothing_where_an_issue_is_sent(sendings, site, browser):
    assert_nothing_found(browser, site, "secretariat", sending_pages(sendings))


def test_axe_finds_nothing_where_a_plan_or_an_audience_is_refused(sendings, site, browser):
    page = signed_in(browser, person("secretariat"), site, **STILL)
    address = site + reverse("newsletters_cms:issue-send", args=[sendings[1].issue_key])
    page.goto(address)
    page.get_by_label("At this time").check()
    page.get_by_role("button", name="Go on", exact=True).click()
    page.get_by_text("Say when it goes out.").wait_for()
    problems = look_here(page, address, CMS_VIEWS, WAGTAILS)[1]

    address = site + reverse("newsletters_cms:audience-new")
    page.goto(address)
    page.get_by_label("Name", exact=True).fill("Who learns")
    page.get_by_label("One more condition").select_option("active")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Choose at least one, or remove it.").wait_for()
    problems += look_here(page, address, CMS_VIEWS, WAGTAILS)[1]

    page.context.close()
    assert not problems, "\n".join(problems)


def test_axe_finds_nothing_on_what_would_become_of_a_list_of_people(site, waiting, browser):
    run = next(
        run for run in CourseRun.objects.all() if run.is_open_for_enrollment(at=timezone.now())
    )
    page = signed_in(browser, person("secretariat"), site, **STILL)
    address = site + reverse("studio:run-enroll", args=[run.pk])
    page.goto(address)
    page.get_by_label("or paste the list").fill(LIST)
    page.get_by_role("button", name="See what would happen").click()

    page.get_by_role("heading", name="Row by row").wait_for()
    problems = look_here(page, address, CMS_VIEWS, WAGTAILS)[1]

    page.context.close()
    assert not problems, "\n".join(problems)
    assert not Enrollment.objects.filter(learner__email="a@example.org").exists()
