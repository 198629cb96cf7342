"""On a phone: a learner comes back to the public page, and no link of the header is cut."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.journeys.learner import Learner, sample

pytestmark = [pytest.mark.slow, pytest.mark.long]

TOURISM = "Approaches in Sustainable Tourism: Lessons from Seoul"
PHONE = {"viewport": {"width": 390, "height": 844}}
CUT = """nav => [...nav.children]
  .filter(link => link.getBoundingClientRect().right > nav.getBoundingClientRect().right + 0.5)
  .map(link => link.textContent)"""


def test_the_public_page_leads_whoever_is_in_on_to_the_course(learner):
    person: Learner = learner(**PHONE)
    person.find_course(TOURISM)
    person.enroll()
    person.complete_lesson()

    person.find_course(TOURISM)
    aside = person.page.locator(".course__aside")
    expect(aside.get_by_text("You are enrolled: 14 % done")).to_be_visible()
    expect(aside.get_by_role("link", name="Enroll", exact=True)).to_have_count(0)
    aside.get_by_role("link", name="Continue").click()

    expect(person.foot).to_be_visible()


def test_without_javascript_enroll_leads_whoever_is_in_to_the_course(learner):
    person: Learner = learner(java_script_enabled=False, **PHONE)
    person.find_course(TOURISM)
    person.enroll()

    person.find_course(TOURISM)
    person.page.locator("main").get_by_role("link", name="Enroll", exact=True).click()

    expect(person.foot).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_link_of_the_header_is_cut_in_any_language(visit, scheme):
    rina = sample(visit(color_scheme=scheme, **PHONE), "learner@example.org")
    rina.sign_in()

    for code, _name in settings.LANGUAGES:
        rina.page.goto(f"/{code}/my-learning/")
        nav = rina.page.locator(".site-header__nav")
        assert nav.evaluate(CUT) == [], code
        assert nav.evaluate("nav => nav.offsetHeight") < 60, f"{code}: a second line"
