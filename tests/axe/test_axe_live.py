"""axe-core finds nothing on the pages of live sessions, webinars, discussions and notices.

In the views of the site's pages; those of hosts as the CMS's.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import CourseRun
from discussions.models import Announcement, Post, Thread
from learning.models import Enrollment
from live.models import LiveSession
from mail.models import Delivery
from notifications.models import Notice
from tests.factories.discussions import make_report
from tests.factories.live import make_session_link
from users.models import User

from .looking import CMS_VIEWS, STILL, VIEWS, WAGTAILS, look, look_here, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SERIES, PROGRAMME = "japanese-case-studies-series", "climate-leadership-programme"


@pytest.fixture
def series(site):
    """Its second session is open now; the first is over, the third still to come."""
    run = CourseRun.objects.get(slug=SERIES)
    second = run.sessions.order_by("starts_at")[1]
    LiveSession.objects.filter(pk=second.pk).update(
        starts_at=timezone.now() + timedelta(minutes=5), agenda="Bring a bucket."
    )
    return run


def link_of(series):
    enrollment = Enrollment.objects.get(run=series, learner__email="learner@example.org")
    return make_session_link(series.sessions.order_by("starts_at")[1], enrollment)


def stranger_addresses(series):
    token, asked = link_of(series), Delivery.objects.filter(template="webinar_confirm").last()
    done = Delivery.objects.filter(template="webinar_confirm").first()
    return [
        reverse("live:webinar", args=["webinar-ai-air-quality"]),
        reverse("live:webinar-asked"),
        *(reverse("live:webinar-confirm", args=[each.token.hex]) for each in (asked, done)),
        reverse("live:personal", args=[token]),
        reverse("live:personal", args=["no-such-token"]),
        reverse("notifications:off", args=[token]),
    ]


def _post_of(series):
    """Said by somebody else than the learner who looks."""
    posts = Post.objects.filter(thread__run=series)
    return posts.exclude(author__email="learner@example.org").first()


def learner_addresses(series):
    sessions = series.sessions.order_by("starts_at")
    return [
        reverse("home:dashboard"),
        reverse("notifications:list"),
        reverse("live:my-calendar"),
        reverse("live:run-sessions", args=[SERIES]),
        *(reverse("live:session", args=[SERIES, each.key]) for each in sessions),
        *(
            reverse("learning:lesson", args=[SERIES, f"{name}-session"])
            for name in ("first", "second")
        ),
        reverse("learning:lesson", args=[PROGRAMME, "courses"]),
        reverse("learning:progress", args=[PROGRAMME]),
        reverse("discussions:run", args=[SERIES]),
        reverse("discussions:new-thread", args=[SERIES]),
        reverse("discussions:announcements", args=[SERIES]),
        reverse("discussions:post-deed", args=[_post_of(series).pk, "report"]),
        reverse("discussions:scope", args=[SERIES, "session", sessions[0].key]),
        reverse("discussions:new-in-scope", args=[SERIES, "session", sessions[0].key]),
        *(
            reverse("discussions:thread", args=[each.pk])
            for each in Thread.objects.filter(run=series)
        ),
    ]


def host_addresses(series):
    make_report(_post_of(series))
    run = ("run", "run-sessions", "session-new", "run-announce", "run-moderation", "run-rehearsal")
    first, second, _third = series.sessions.order_by("starts_at")
    return [
        *(reverse(f"studio:{name}", args=[series.pk]) for name in run),
        *(
            reverse(f"studio:{name}", args=[second.pk])
            for name in ("session", "session-cancel", "session-desk")
        ),
        *(
            reverse(f"studio:{name}", args=[first.pk])
            for name in ("session-import", "session-materials")
        ),
        reverse("studio:announcement", args=[Announcement.objects.get().pk]),
    ]


@pytest.mark.parametrize("views", VIEWS)
def test_axe_finds_nothing_on_what_a_mail_or_a_webinar_opens(site, series, browser, views):
    page = browser.new_context(**STILL, java_script_enabled=True).new_page()
    # The way in opens by itself, and would lead to another page.
    page.add_init_script("HTMLFormElement.prototype.requestSubmit = () => {}")
    problems = []

    for address in stranger_addresses(series):
        problems += look(page, site + address, views)[1]

    page.context.close()
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("views", VIEWS)
def test_axe_finds_nothing_where_one_learns_live_and_talks(site, series, browser, views):
    page = signed_in(browser, User.objects.get(email="learner@example.org"), site, **STILL)
    assert Notice.objects.filter(user__email="learner@example.org").exists()
    problems = []

    for address in learner_addresses(series):
        problems += look(page, site + address, views)[1]

    page.context.close()
    assert not problems, "\n".join(problems)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_axe_finds_nothing_on_a_page_of_a_host(site, series, browser):
    page = signed_in(browser, User.objects.get(email="author.plusarts@example.org"), site, **STILL)
    problems = []

    for address in host_addresses(series):
        assert page.goto(site + address).status == 200, address
        problems += look_here(page, site + address, CMS_VIEWS, WAGTAILS)[1]

    page.context.close()
    assert not problems, "\n".join(problems)
