"""Pictures of all pages of the demo, to look at: `python scripts/screenshots.py`.

Asks a running demo (`LMS_SITE_URL`, default http://127.0.0.1:8000) and writes
`var/screenshots/<page>-<width>[-dark].png` in two widths, light and dark. Names of pages as
arguments take only those. Needs Chromium and the development requirements.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

SITE = os.environ.get("LMS_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
FOLDER = Path(os.environ.get("DEMO_DIR", "var")) / "screenshots"
EMAIL = os.environ.get("LMS_DEMO_EMAIL", "learner@example.org")
PASSWORD = os.environ.get("LMS_DEMO_PASSWORD", "walk-the-city-plan")
WIDTHS = (390, 1280)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]

PUBLIC = {
    "home": "/en/",
    "home-bn": "/bn/",
    "home-ko": "/ko/",
    "catalogue": "/en/courses/",
    "catalogue-none": "/en/courses/?q=nothing+like+this",
    "goals": "/en/goals/",
    "goal": "/en/goals/11/",
    "about": "/en/about/",
    "privacy": "/en/privacy/",
    "styleguide": "/en/styleguide/",
    "sign-in": "/en/account/login/",
    "sign-up": "/en/account/signup/",
    "not-found": "/en/no-such-page/",
    "webinar": "/en/webinar/webinar-ai-air-quality/",
    "live-course": "/en/courses/plus-arts/japanese-case-studies/",
    "programme": "/en/courses/citynet/climate-leadership-programme/",
}
# Found by following the first link of a page: (where to look, which link).
FOUND = {
    "course": ("/en/courses/", "a.course-card__link"),
    "provider": ("/en/", "a.providers__name"),
}
SIGNED_IN = {
    "dashboard": "/en/my-learning/",
    "profile": "/en/my-profile/",
    "certificates": "/certificates/mine/",
    "notices": "/en/notices/",
    "my-calendar": "/en/my-calendar/",
    "sessions": "/en/sessions/japanese-case-studies-series/",
    "talk": "/en/talk/japanese-case-studies-series/",
    "announcements": "/en/talk/japanese-case-studies-series/announcements/",
    "live-lesson": "/en/learn/japanese-case-studies-series/second-session/",
    "programme-lesson": "/en/learn/climate-leadership-programme/courses/",
}
SIGNED_IN_FOUND = {"lesson": ("/en/my-learning/", ".next-step a.button")}
# Seen by the secretariat.
STAFF_EMAIL = os.environ.get("LMS_DEMO_STAFF", "secretariat@example.org")
CMS = {
    "cms": "/cms/",
    "studio": "/cms/courses/",
    "studio-new": "/cms/courses/new/",
    "studio-colleagues-of": "/cms/courses/colleagues/",
    "studio-trusted": "/cms/courses/trusted-providers/",
    "studio-catalogs": "/cms/courses/languages/",
}
COURSE, RUN = r"/cms/courses/\d+/$", r"/cms/courses/runs/\d+/$"
COURSE_PAGES = ("", "publish", "difference", "comments", "guests", "try", "log")
RUN_PAGES = (
    *("", "copy", "release", "before", "checks", "enroll", "people", "message"),
    *("rehearsal",),
)
PERSON = r"/cms/courses/people/\d+/$"


def main(names: list[str]) -> None:
    """Take the pictures of these pages, or of all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "chromium", args=FLAGS
        )
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                _take_all(browser, width, scheme, names)
        browser.close()


def _take_all(browser: Browser, width: int, scheme: Any, names: list[str]) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en"
    )
    page = context.new_page()
    suffix = f"{width}{'-dark' if scheme == 'dark' else ''}"
    _take(page, {**PUBLIC, **_addresses(page, FOUND, names)}, suffix, names)
    if not names or set(names) & {*SIGNED_IN, *SIGNED_IN_FOUND}:
        _sign_in(page)
        found = _addresses(page, SIGNED_IN_FOUND, names)
        _take(page, {**SIGNED_IN, **found}, suffix, names)
        page.context.clear_cookies()
    if not names or any(name.startswith(("cms", "studio")) for name in names):
        _sign_in(page, STAFF_EMAIL)
        # The CMS scrolls inside of its frame.
        page.set_viewport_size({"width": width, "height": 2400})
        _take(page, {**CMS, **_below_course(page)}, suffix, names)
    context.close()


def _below_course(page: Page) -> dict[str, str]:
    """The pages of the course with the most runs, of the run with people and of one of them."""
    runs = {course: _links(page, course, RUN) for course in _links(page, "/cms/courses/", COURSE)}
    course = max(runs, key=lambda each: len(runs[each]))
    people = {run: _links(page, f"{run}people/", PERSON) for run in runs[course]}
    run = max(people, key=lambda each: len(people[each]))
    person = people[run][0]
    return {
        **{f"studio-course-{name or 'overview'}": _join(course, name) for name in COURSE_PAGES},
        **{f"studio-run-{name or 'page'}": _join(run, name) for name in RUN_PAGES},
        "studio-person": person,
        "studio-person-log": _join(person, "log"),
    }


def _links(page: Page, where: str, pattern: str) -> list[str]:
    page.goto(SITE + where)
    links = page.locator("a[href]").evaluate_all("all => all.map(one => one.pathname)")
    return list(dict.fromkeys(filter(re.compile(pattern).search, links)))


def _join(address: str, name: str) -> str:
    return f"{address}{name}/" if name else address


def _addresses(page: Page, wanted: dict[str, tuple[str, str]], names: list[str]) -> dict[str, str]:
    found = {}
    for name, (where, link) in wanted.items():
        if names and name not in names:
            continue
        page.goto(SITE + where)
        first = page.locator(link).first
        if first.count():
            found[name] = first.get_attribute("href") or where
    return found


def _sign_in(page: Page, email: str = EMAIL) -> None:
    page.goto(f"{SITE}/en/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def _take(page: Page, addresses: dict[str, str], suffix: str, names: list[str]) -> None:
    for name, address in addresses.items():
        if names and name not in names:
            continue
        page.goto(SITE + address, wait_until="networkidle")
        page.screenshot(path=FOLDER / f"{name}-{suffix}.png", full_page=True)
        print(f"{name}-{suffix}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
