"""How axe-core looks at a page, and whether it scrolls sideways."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}  # 1280 pixels at 400 %, WCAG 2.2, 1.4.10
STILL = {"reduced_motion": "reduce"}  # else axe may measure a colour on its way
# A page is loaded once and looked at in all views of an entry.
VIEWS = [
    pytest.param([(PHONE, "light")], id="phone-light"),
    pytest.param([(DESKTOP, "light"), (PHONE, "dark")], id="both", marks=pytest.mark.long),
    pytest.param([(DESKTOP, "dark")], id="desktop-dark", marks=pytest.mark.long),
]
CMS_VIEWS = [(DESKTOP, "light"), (PHONE, "dark")]
# Wagtail's own, which it gives no way to mend:
WAGTAILS = [
    ".sidebar-custom-branding",  # names the link "Dashboard", whatever a brand stands in it
    ".w-minimap__collapse-all",  # floats: axe takes what lies below it for its ground
    'button[aria-keyshortcuts="["]',  # the sidebar's, which slides after the window was narrowed
]
RUN = """async ([rules, exclude]) => {
  const found = await axe.run({include: [["html"]], exclude: exclude.map(each => [each])},
                              {runOnly: {type: "rule", values: rules},
                               resultTypes: ["violations"]});
  return found.violations.map(each => ({
    rule: each.id, help: each.help,
    nodes: each.nodes.map(node => node.html.slice(0, 160) + " | " + node.failureSummary),
  }));
}"""
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


def session_cookie(user, url):
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


def rules_of(page):
    page.evaluate(AXE_SCRIPT)
    return page.evaluate("tags => axe.getRules(tags).map(rule => rule.ruleId)", TAGS)


UNSTICK = """() => document.querySelectorAll("[data-edit-form] > .footer").forEach(
    foot => { foot.style.position = "static"; })"""


def look(page, url, views):
    """The rules that ran, and what is wrong with this page in these views, one line each."""
    go(page, url)
    return look_here(page, url, views)


def look_here(page, url, views, exclude=()):
    """The same for the page as it stands open, without what these selectors name."""
    rules, problems = rules_of(page), []
    for viewport, scheme in views:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        where = f"{url} ({viewport['width']}, {scheme})"
        # What the foot that stays on a phone covers can be scrolled free.
        page.evaluate(UNSTICK)
        found = page.evaluate(RUN, [rules, list(exclude)])
        problems += [f"{where}: {each['rule']}: {json.dumps(each['nodes'])}" for each in found]
        problems += sideways(page, where)
    return rules, problems


def go(page, url):
    answer = page.goto(url, wait_until="load")
    assert answer.status in (200, 404)
    assert page.url == url, f"{url} led to {page.url}"


def sideways(page, url):
    return [f"{url} scrolls sideways"] if page.evaluate(SIDEWAYS) else []


def signed_in(browser, user, site, **options):
    context = browser.new_context(**options)
    context.add_cookies([session_cookie(user, site)])
    return context.new_page()
