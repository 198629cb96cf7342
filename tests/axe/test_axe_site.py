"""axe-core finds nothing on any public or learner page of the demo network, nor in the styleguide.

All rules that axe-core has for WCAG 2.0, 2.1 and 2.2, levels A and AA, run in a real Chromium;
the test prints which. `make test` reads the pages on a phone in light, `make test-long` on a
desktop and in dark too. No page scrolls sideways, on 320 pixels neither.
"""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from certificates import personal_data
from certificates.issuing import issue_certificate, reissue_certificate, revoke_certificate
from certificates.models import Certificate
from certificates.sharing import share_certificates
from courses.models import Course, CoursePage, CourseRun, LessonPage, ProviderPage
from home.models import PlainPage
from learning.actions import withdraw
from learning.models import Enrollment, WaitingPlace
from mail.models import Delivery
from newsletters.actions import mail_link
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from studio.trial import trial_course
from tests.factories.newsletters import make_reader
from users.guests import token_of
from users.models import GuestLink, User

from .looking import NARROWEST, STILL, TAGS, VIEWS, go, look, sideways, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def certificates(site):
    """One certificate in each state, by the actions that lead there."""
    now, clerk = timezone.now(), User.objects.get(email="secretariat@example.org")
    completed = Enrollment.objects.exclude(completed_at=None).order_by("pk")
    for enrollment in completed[:4]:
        issue_certificate(enrollment=enrollment, at=now)  # those of the demo network are there
    issued = Certificate.objects.current().filter(enrollment__in=completed[:4])
    valid, replaced, revoked, erased = issued.order_by("enrollment")
    reissue_certificate(certificate=replaced, at=now, by=clerk, link_onward=True)
    revoke_certificate(certificate=revoked, at=now, by=clerk, reason="Issued by mistake.")
    personal_data.erase(user=erased.enrollment.learner, at=now)
    return valid, replaced, revoked, erased


def public_addresses(certificates):
    pages = [*CoursePage.objects.live(), *ProviderPage.objects.live()]
    plain = PlainPage.objects.live().filter(locale__language_code="en")
    english = [page.url for page in pages if page.url.startswith("/en/")]
    indonesian = [page.url for page in pages if page.url.startswith("/id/courses/")]
    share = share_certificates(holder=certificates[0].enrollment.learner)
    return [
        *(f"/{code}/" for code, _name in settings.LANGUAGES),
        *("/en/courses/", "/en/courses/?q=nothing", "/en/courses/?goal=11", "/bn/courses/"),
        *english,
        *indonesian[:1],
        *(page.url for page in plain),
        *(page.url for page in NewsletterIndexPage.objects.live()),
        *(page.url for page in NewsletterIssuePage.objects.live().order_by("-month")[:3]),
        reverse("home:goal-list"),
        *(reverse("home:goal", args=[number]) for number in (1, 11)),
        reverse("home:styleguide"),
        f"{reverse('home:styleguide')}?theme=dark",
        *(reverse(f"account_{name}") for name in ("login", "signup", "reset_password")),
        reverse("account_email_verification_sent"),
        reverse("account_reset_password_done"),
        reverse("home:erased"),
        *(reverse(f"newsletters:{name}") for name in ("sign-up", "asked", "link")),
        *_reader_addresses(),
        reverse("certificates:check"),
        f"{reverse('certificates:check')}?code=abc",
        reverse("certificates:verify", args=["ABCD-EFGH-JKLM"]),
        *(reverse("certificates:verify", args=[each.printed_code]) for each in certificates),
        reverse("certificates:shared", args=[share.token]),
        "/en/no-such-page/",
    ]


def _reader_addresses():
    """What the link of a mail opens, and one that opens nothing."""
    reader = make_reader("axe@example.org", lists=("network", "youth"))
    mail_link(address=reader.email, at=timezone.now())
    token = Delivery.objects.get(email_key=reader.email_key).token.hex
    names = ("confirm", "preferences", "unsubscribe", "goodbye")
    own = [reverse(f"newsletters:{name}", args=[token]) for name in names]
    return [*own, reverse("newsletters:confirm", args=["no-such-token"])]


def learner_addresses(enrollment):
    slug, lessons = enrollment.run.slug, _lesson_slugs(enrollment)
    account = ("account_email", "account_change_password", "mfa_index", "account_logout")
    return [
        *_own_pages(),
        *(reverse(name) for name in (*account, "account_reauthenticate")),
        reverse("learning:progress", args=[slug]),
        reverse("learning:withdraw", args=[slug]),
        *(reverse("learning:lesson", args=[slug, lesson]) for lesson in lessons),
        # An interface in another language around a lesson that is not translated.
        reverse("learning:lesson", args=[slug, lessons[0]]).replace("/en/", "/bn/", 1),
    ]


def _own_pages():
    return [reverse(name) for name in ("home:dashboard", "home:profile", "certificates:list")]


def visits(certificates):
    """Who goes where: somebody under way, one who is new, one who is done, one who waits."""
    learner = User.objects.get(email="learner@example.org")
    under_way = Enrollment.objects.filter(learner=learner, completed_at=None).first()
    newcomer = User.objects.get(email="newcomer@example.org")
    open_run = CourseRun.objects.filter(is_always_open=True)[0]
    full_run = CourseRun.objects.get(slug="urban-safety-small-group")
    done = certificates[0].enrollment
    waiting = User.objects.get(email="nour@example.org")
    later = Enrollment.objects.filter(learner=waiting, run__slug="urban-safety-third")[0]
    return [
        (learner, learner_addresses(under_way)),
        (
            newcomer,
            [
                *_own_pages(),
                *(reverse("learning:enroll", args=[run.slug]) for run in (open_run, full_run)),
                reverse("learning:waiting", args=[full_run.slug]),
            ],
        ),
        (
            done.learner,
            [
                *_own_pages(),
                reverse("learning:progress", args=[done.run.slug]),
                reverse("learning:lesson", args=[done.run.slug, _lesson_slugs(done)[-1]]),
            ],
        ),
        (waiting, [reverse("home:dashboard"), reverse("learning:resume", args=[later.run.slug])]),
        (User.objects.get(email="lin@example.org"), [feedback_form()]),
        (queued_with_an_offer(full_run), [reverse("home:dashboard")]),
    ]


def feedback_form():
    """Of a course that they have completed."""
    run = CourseRun.objects.filter(is_always_open=True)[0]
    return reverse("feedback:course", args=[run.slug])


def queued_with_an_offer(run):
    """Who waits longest, and is offered the seat of somebody who leaves."""
    first = WaitingPlace.objects.open().filter(run=run).first()
    withdraw(enrollment=run.enrollments.filter(withdrawn_at=None).first(), at=timezone.now())
    return first.learner


def guest_addresses():
    """What the personal link of the outside expert opens, and a page of the draft."""
    link = GuestLink.objects.get()
    lesson = LessonPage.objects.get(slug="reading-an-audit-map", locale__language_code="en")
    return (
        reverse("review:open", args=[token_of(link)]),
        [reverse("review:course"), reverse("review:page", args=[lesson.pk])],
    )


def trial_addresses():
    """A lesson of a draft as its author tries it."""
    lesson = LessonPage.objects.get(slug="reading-an-audit-map", locale__language_code="en")
    key = CoursePage.objects.ancestor_of(lesson).get().translation_key
    course = Course.objects.get(key=key)
    checked = [each for each in trial_course(course).outline.lessons() if len(each.activities) > 1]
    lessons = (str(lesson.translation_key), checked[0].key)
    return [reverse("studio:try-lesson", args=[course.pk, each]) for each in lessons]


def _lesson_slugs(enrollment):
    outline = enrollment.run.course.outlines.order_by("-number").first()
    modules = outline.content["modules"]
    return [lesson["slug"] for module in modules for lesson in module["lessons"]]


@pytest.mark.parametrize("views", VIEWS)
def test_axe_finds_nothing_on_a_public_page(site, certificates, browser, views):
    page = browser.new_context(**STILL).new_page()
    problems = []

    for address in public_addresses(certificates):
        rules, found = look(page, site + address, views)
        problems += found

    page.context.close()
    print(f"axe-core: {len(rules)} rules of {', '.join(TAGS)}: {', '.join(sorted(rules))}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("views", VIEWS)
def test_axe_finds_nothing_on_a_page_of_a_learner(site, certificates, browser, views):
    problems = []

    for user, addresses in visits(certificates):
        page = signed_in(browser, user, site, **STILL)
        for address in addresses:
            problems += look(page, site + address, views)[1]
        page.context.close()

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("views", VIEWS)
def test_axe_finds_nothing_on_a_draft_that_is_reviewed_or_tried(site, browser, views):
    problems = []
    opened, addresses = guest_addresses()
    guest = browser.new_context(**STILL).new_page()
    guest.goto(site + opened)
    author = User.objects.get(email="author.thinkcity@example.org")
    tries = signed_in(browser, author, site, **STILL)

    for page, pages in ((guest, addresses), (tries, trial_addresses())):
        for address in pages:
            problems += look(page, site + address, views)[1]
        page.context.close()

    assert not problems, "\n".join(problems)


@pytest.mark.long
def test_no_page_scrolls_sideways_at_400_percent(site, certificates, browser):
    problems = []
    stranger = browser.new_context(viewport=NARROWEST).new_page()
    walks = [(stranger, public_addresses(certificates))]
    walks += [
        (signed_in(browser, user, site, viewport=NARROWEST), addresses)
        for user, addresses in visits(certificates)
    ]

    for page, addresses in walks:
        for address in addresses:
            go(page, site + address)
            problems += sideways(page, site + address)
        page.context.close()

    assert not problems, "\n".join(problems)
