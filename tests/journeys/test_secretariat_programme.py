"""The secretariat chooses the courses of a programme and enrolls people; whoever completes all of
them has the certificate of the programme.
"""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.models import RunPart
from learning.models import Enrollment
from tests.factories.courses import make_run
from tests.journeys.courses import make_open_run
from tests.journeys.learner import sample
from tests.learning.programmes import make_programme

pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.long]


def test_from_two_courses_to_one_certificate(site, visit, learner):
    heat = make_open_run(lessons=(1,), title="Heat in the street")
    rain = make_open_run(lessons=(1,), title="Rain in the street")
    programme = make_programme(
        heat.course, rain.course, title="Leaders of two streets", is_certifying=True
    )
    run = make_run(
        programme, opens_at=heat.opens_at, starts_at=heat.starts_at, ends_at=rain.ends_at
    )
    person = learner("Nour Youssef")
    secretary = sample(visit(), "secretariat@example.org")
    secretary.sign_in()
    page = secretary.page

    page.goto(reverse("studio:run", args=[run.pk]))
    page.get_by_role("link", name=re.compile("Courses of the programme")).click()
    for course in ("Heat in the street", "Rain in the street"):
        page.get_by_label(course).select_option(index=1)
    page.get_by_role("button", name="Save").dblclick()
    expect(page.locator(".messages")).to_be_visible()
    assert RunPart.objects.filter(run=run).count() == 2

    page.goto(reverse("studio:run-enroll", args=[run.pk]))
    page.locator("textarea").first.fill(f"{person.email}\nnobody.yet@example.org, Somebody New")
    page.get_by_role("button", name="See what would happen").click()
    page.get_by_role("button", name=re.compile("^Enroll")).click()
    site.wait_for_mail(person.email, "Leaders of two streets")
    assert Enrollment.objects.filter(learner__email=person.email).count() == 3

    for part in (heat, rain):
        person.page.goto(f"/en/learn/{run.slug}/")
        part_block = person.page.locator("main section", has_text=part.course.title)
        part_block.get_by_role("link", name="Go to this course").last.click()
        person.complete_lesson()
        assert person.has_completed_course()

    site.wait_for_mail(person.email, "Your certificate: Leaders of two streets", seconds=20)
    person.page.goto("/certificates/mine/")
    expect(person.page.locator("main")).to_contain_text("Leaders of two streets")
