"""Signing up for a webinar, and confirming it, as a browser would."""

from datetime import timedelta

from django.urls import reverse

from courses.compiling import compile_outline
from mail.models import Delivery
from tests.factories.courses import NOW, course_page
from tests.factories.live import make_session, session_block
from tests.factories.once import made_once

from .arranging import run_with_session

TYPED = {
    "name": "Rina Kusuma",
    "email": "rina@example.org",
    "city_name": "Surabaya",
    "time_zone": "Asia/Jakarta",
}
NAME = {"certificate-name": "Rina Kusuma", "certificate-latin": ""}
MEETING = "https://meet.example.org/old-town"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@made_once
def make_webinar(**fields):
    run, block = run_with_session(session_block(title="Floods in the old town"), **fields)
    page = course_page(run.course)
    page.format = "WEBINAR"
    page.save()
    compile_outline(run.course)
    run.course.refresh_from_db()
    make_session(run, block=block, starts_at=NOW + 2 * DAY, join_url=MEETING)
    return run


def address(run):
    return reverse("live:webinar", args=[run.slug])


def ask(browser, run, **changes):
    return browser.post(address(run), {**TYPED, **changes})


def mails(template):
    return list(Delivery.objects.filter(template=template).order_by("pk"))


def confirm_page(mail):
    return reverse("live:webinar-confirm", args=[mail.token.hex])


def confirm(browser, **changes):
    return browser.post(confirm_page(mails("webinar_confirm")[-1]), {**NAME, **changes})
