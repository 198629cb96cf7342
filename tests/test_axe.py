"""axe-core finds nothing on any public or learner page of the demo network, nor in the styleguide.

All rules that axe-core has for WCAG 2.0, 2.1 and 2.2, levels A and AA, run in a real Chromium;
the test prints which. Pages are read on a desktop in light and on a phone in dark.
"""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from courses.models import CoursePage, ProviderPage
from demo.loading import load_everything
from home.models import PlainPage
from learning.models import Enrollment
from users.models import User

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
VIEWS = {
    "a desktop in light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "a phone in dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}
RUN = """async (rules) => {
  const found = await axe.run({runOnly: {type: "rule", values: rules},
                               resultTypes: ["violations"]});
  return found.violations.map(each => ({
    rule: each.id, help: each.help,
    nodes: each.nodes.map(node => node.html.slice(0, 160) + " | " + node.failureSummary),
  }));
}"""

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def site(browser, live_server):
    """The demo network at a real address. Chromium first: without it nothing is loaded."""
    caches["pages"].clear()
    load_everything(at=timezone.now())
    return live_server.url


def public_addresses():
    pages = [*CoursePage.objects.live(), *ProviderPage.objects.live()]
    plain = PlainPage.objects.live().filter(locale__language_code="en")
    english = [page.url for page in pages if page.url.startswith("/en/")]
    indonesian = [page.url for page in pages if page.url.startswith("/id/courses/")]
    return [
        *("/en/", "/ko/", "/bn/", "/en/courses/", "/en/courses/?q=nothing", "/en/courses/?goal=11"),
        *english,
        *indonesian[:1],
        *(page.url for page in plain),
        reverse("home:goal-list"),
        *(reverse("home:goal", args=[number]) for number in (1, 11)),
        reverse("home:styleguide"),
        *(reverse(f"account_{name}") for name in ("login", "signup", "reset_password")),
        reverse("certificates:check"),
        reverse("certificates:verify", args=["ABCD-EFGH-JKLM"]),
        "/en/no-such-page/",
    ]


def learner_addresses(enrollment):
    slug = enrollment.run.slug
    lessons = _lesson_slugs(enrollment)
    certificates = Certificate.objects.filter(enrollment__learner=enrollment.learner)
    return [
        reverse("home:dashboard"),
        reverse("home:profile"),
        reverse("certificates:list"),
        reverse("learning:progress", args=[slug]),
        reverse("learning:withdraw", args=[slug]),
        *(reverse("learning:lesson", args=[slug, lesson]) for lesson in lessons),
        *(reverse("certificates:verify", args=[each.code]) for each in certificates),
    ]


def _lesson_slugs(enrollment):
    outline = enrollment.run.course.outlines.order_by("-number").first()
    modules = outline.content["modules"]
    return [lesson["slug"] for module in modules for lesson in module["lessons"]]


def session_cookie(user, url):
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


def rules_of(page):
    page.evaluate(AXE_SCRIPT)
    return page.evaluate("tags => axe.getRules(tags).map(rule => rule.ruleId)", TAGS)


def look(page, url):
    """What is wrong with this page, one line each."""
    answer = page.goto(url, wait_until="networkidle")
    assert answer.status in (200, 404)
    assert page.url == url, f"{url} led to {page.url}"
    rules = rules_of(page)
    found = page.evaluate(RUN, rules)
    return rules, [f"{url}: {each['rule']}: {json.dumps(each['nodes'])}" for each in found]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_on_a_public_page(site, browser, view):
    page = browser.new_context(**VIEWS[view]).new_page()
    problems = []

    for address in public_addresses():
        rules, found = look(page, site + address)
        problems += found

    page.context.close()
    print(f"axe-core rules on {view}: {len(rules)}: {', '.join(sorted(rules))}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_on_a_page_of_a_learner(site, browser, view):
    learner = User.objects.get(email="learner@example.org")
    enrollment = Enrollment.objects.filter(learner=learner, completed_at=None).first()
    newcomer = User.objects.get(email="newcomer@example.org")
    problems = []

    for user, addresses in [
        (learner, learner_addresses(enrollment)),
        (newcomer, [reverse("home:dashboard"), _enroll_address()]),
    ]:
        context = browser.new_context(**VIEWS[view])
        context.add_cookies([session_cookie(user, site)])
        page = context.new_page()
        for address in addresses:
            problems += look(page, site + address)[1]
        context.close()

    assert not problems, "\n".join(problems)


def _enroll_address():
    from courses.models import CourseRun

    return reverse("learning:enroll", args=[CourseRun.objects.filter(is_always_open=True)[0].slug])
