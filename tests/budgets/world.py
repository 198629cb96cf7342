"""A network that grows: one of everything, then twenty, while the addresses stay the same."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from PIL import Image
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Site

from certificates.issuing import issue_certificate
from certificates.models import Certificate, CertificateTemplate
from certificates.sharing import share_certificates
from courses.compiling import compile_outline
from courses.models import (
    Course,
    CoursePage,
    CourseRun,
    LessonPage,
    MediaDocument,
    MediaImage,
    ModulePage,
    ProviderPage,
    Theme,
)
from courses.rights import ensure_staff_rights
from discussions.models import Thread
from home.models import HomePage, PlainPage
from learning.actions import note_visit
from live.models import PersonalLinks
from mail.actions import queue_delivery
from newsletters.models import (
    NewsletterIndexPage,
    NewsletterIssuePage,
)
from notifications.letters import DIGEST, way_out
from quizzes.models import Attempt
from sdgs.models import Goal, Target
from studio.guests import Invitation, ask_expert
from studio.moderation import submit
from tests.factories.courses import (
    NOW,
    add_lesson,
    course_page,
    make_course,
    make_course_index,
    make_provider,
    make_run,
    text_block,
)
from tests.factories.discussions import make_announcement, make_post, make_thread
from tests.factories.discussions import make_report as make_post_report
from tests.factories.issues import make_link
from tests.factories.learning import (
    do_lesson,
    finish,
    lessons_of,
    make_enrollment,
    make_learner,
)
from tests.factories.live import (
    make_report,
    make_session,
    make_session_link,
    make_sign_up,
    make_sign_up_link,
    report_line,
)
from tests.factories.notifications import make_notice
from tests.strangers.addresses import all_addresses
from users.guests import token_of
from users.models import GuestLink, User
from users.roles import SECRETARIAT

from .news import DEAR, add_issue, add_mail, add_reader, add_sending
from .samples import samples_for


class World:
    """`grow(to)` makes as many of each kind; `learner`, `author` and `secretary` stay who they are.

    `run` is a run of `course`, whose lessons grow; the learner is in the first half of it, and has
    finished every other course and holds its certificate.
    """

    def __init__(self) -> None:
        self.size = 0
        make_course_index()
        ensure_staff_rights()
        self.home = self._make_home()
        self.provider = make_provider()
        self.learner = make_learner(
            certificate_name="Ayu Lestari", certificate_name_confirmed_at=timezone.now()
        )
        self.author = make_learner(is_staff=True)
        self.author.groups.add(self.provider.author_group)
        self.secretary = make_learner(is_staff=True)
        self.secretary.groups.add(Group.objects.get(name=SECRETARIAT))
        self.course = make_course(provider=self.provider, lessons=(1,))
        self.small = make_course(provider=self.provider, lessons=(1,))
        self.run = make_run(self.course)
        self.enrollment = make_enrollment(run=self.run, learner=self.learner)
        self.share = share_certificates(holder=self.learner)
        self.image = self._make_image()
        self._show_image()
        self.document = self._make_document()
        self.archive = self.home.add_child(
            instance=NewsletterIndexPage(
                title="Newsletter", slug="newsletters", locale=self.home.locale
            )
        )
        self.link = make_link()
        for template in ("course_reminder", "application_asked"):
            queue_delivery(
                key=f"world:{template}",
                template=template,
                language="en",
                to_email=self.learner.email,
                user=self.learner,
            )
        queue_delivery(
            key="world:notice_digest",
            template="notice_digest",
            language="en",
            to_email=self.learner.email,
            user=self.learner,
            context=way_out(DIGEST),
        )
        session = make_session(self.run, recording_document=self.document, recording_at=NOW)
        make_session_link(session, self.enrollment)
        make_report(session, self.author)
        PersonalLinks.objects.create(user=self.learner, calendar_key=uuid.uuid4())
        self.webinar = make_run(
            make_course(provider=self.provider, lessons=(1,), checks=False, format="WEBINAR")
        )
        make_sign_up_link(make_sign_up(self.webinar))
        self.grow(1)

    def grow(self, to: int) -> None:
        """Until there are `to` of each kind."""
        for number in range(self.size + 1, to + 1):
            self._add_reference_data(number)
            self._add_certificate()
            if number <= DEAR:
                self._add_course(number)
            self._add_to_the_course(number)
            add_mail(self, number)
            add_issue(self, number)
            add_reader(self, number)
            add_sending(self, number)
            make_notice(self.learner)
        self.size = to
        compile_outline(self.course)
        for lesson in lessons_of(self.enrollment)[: to // 2]:
            do_lesson(self.enrollment, lesson)
        first = lessons_of(self.enrollment)[0]
        note_visit(enrollment=self.enrollment, lesson_key=first.key, at=timezone.now())
        Site.clear_site_root_paths_cache()

    def _make_home(self) -> HomePage:
        english = Locale.objects.get(language_code="en")
        home = HomePage(title="Home", slug="front", locale=english, lead="Courses.")
        Page.get_first_root_node().add_child(instance=home)
        make_course_index().move(home, pos="last-child")
        Site.objects.update(root_page=home)
        return home

    def _make_image(self) -> MediaImage:
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
        image: MediaImage = MediaImage.objects.create(
            title="A street",
            file=ContentFile(picture.getvalue(), "street.png"),
            collection=self.provider.lesson_collection,
        )
        return image

    def _show_image(self) -> None:
        """In the first lesson, so that its learners may read the file."""
        lesson = LessonPage.objects.descendant_of(course_page(self.course)).get()
        value = {"image": self.image.pk, "alt_text": "A street", "caption": ""}
        lesson.body = [{"type": "image", "id": str(uuid.uuid4()), "value": value}]
        lesson.save()

    def _make_document(self) -> MediaDocument:
        document: MediaDocument = MediaDocument.objects.create(
            title="A plan",
            file=ContentFile(b"plan", "plan.txt"),
            collection=self.provider.lesson_collection,
        )
        return document

    def _add_reference_data(self, number: int) -> None:
        if number <= 17:
            goal = Goal.objects.create(
                number=number, title=f"G {number}", short_title=f"G{number}", color="#fd9d24"
            )
        else:
            goal = Goal.objects.get(number=17)
        Target.objects.create(code=f"{goal.number}.{number}", goal=goal, text="By 2030")
        Theme.objects.create(name=f"Theme {number}", slug=f"theme-{number}")
        plain = PlainPage(title=f"Page {number}", slug=f"page-{number}", locale=self.home.locale)
        self.home.add_child(instance=plain)

    def _add_course(self, number: int) -> None:
        """A provider; a course that the learner has finished and whose review waits."""
        make_provider(f"Provider of the network {number}")
        page = CoursePage(title=f"C {number}", slug=f"c-{number}", summary="A street is read.")
        page.goals, page.themes = list(Goal.objects.all()), list(Theme.objects.all())
        ProviderPage.objects.get(translation_key=self.provider.key).add_child(instance=page)
        module = page.add_child(instance=ModulePage(title="Week", slug="week"))
        add_lesson(module, title="Lesson 1")
        course = Course.objects.get(key=page.translation_key)
        compile_outline(course)
        finish(make_enrollment(run=make_run(course), learner=self.learner))
        CertificateTemplate.objects.create(provider=self.provider, course=course)
        submit(course, by=self.author)

    def _add_certificate(self) -> None:
        """For a run of a small course, whose plan is drawn once for all its certificates."""
        enrollment = finish(make_enrollment(run=make_run(self.small), learner=self.learner))
        assert issue_certificate(enrollment=enrollment, at=timezone.now())

    def _add_to_the_course(self, number: int) -> None:
        """A lesson, a draft lesson, another run, another learner, an entry of each log."""
        module = ModulePage.objects.descendant_of(course_page(self.course)).first()
        lesson = add_lesson(module, title=f"More {number}", has_check=True)
        draft = add_lesson(module, title=f"Draft {number}", live=False)
        draft.body = [text_block("<p>A draft.</p>")]
        draft.save_revision()
        make_run(self.course)
        session = make_session(self.run)
        report_line(f"guest-{number}@example.org")
        make_session(self.webinar)
        make_sign_up(self.webinar)
        thread = Thread.objects.filter(run=self.run).first() or make_thread(self.run)
        make_post_report(make_post(thread))
        make_thread(self.run)
        make_thread(self.run, scope="lesson", scope_key=str(lesson.translation_key))
        make_thread(self.run, scope="session", scope_key=str(session.key))
        make_announcement(self.run)
        Attempt.objects.create(
            enrollment=make_enrollment(run=self.run),
            lesson_key=lesson.translation_key,
            activity_key=lesson.body.raw_data[-1]["id"],
            number=1,
            **{"answers": {}, "outcome": {}, "score_percent": 0, "pass_mark_percent": 80},
            **{"is_passed": False, "submitted_at": timezone.now(), "language": "en"},
        )
        for row in (self.run, self.provider, Theme.objects.first()):
            log(row, "wagtail.edit", user=self.author)

    def person(self, who: str) -> User | None:
        """Who asks: "stranger" is nobody, "guest" too, with a link in the session."""
        people: dict[str, Any] = {
            "stranger": None,
            "guest": None,
            "learner": self.learner,
            "author": self.author,
            "secretary": self.secretary,
        }
        person: User | None = people[who]
        return person

    def guest_link(self) -> str:
        """The address that opens the draft of the course to an outside expert."""
        invitation = Invitation("Mei Chen", "mei@example.org", "en", days=14)
        ask_expert(self.course, invitation, by=self.author, at=timezone.now())
        link = GuestLink.objects.get(subject_key=self.course.key)
        return reverse("review:open", args=[token_of(link)])

    def address(self, name: str) -> str:
        """The address of this name, filled with rows of this network."""
        if name == "wagtaildocs_serve":
            return reverse(name, args=[self.document.pk, self.document.filename])
        for found in (each for each in all_addresses() if each.name == name):
            values = samples_for(self, name)
            try:
                return reverse(name, kwargs={key: values[key] for key in found.arguments})
            except NoReverseMatch:
                continue
        raise LookupError(f"{name} needs other samples")

    def page(self, kind: str) -> str:
        """The address of a public page of this kind."""
        pages: dict[str, Page] = {
            "home": self.home,
            "catalogue": make_course_index(),
            "provider": ProviderPage.objects.get(translation_key=self.provider.key),
            "course": course_page(self.course),
            "plain": PlainPage.objects.first(),
            "archive": self.archive,
            "issue": NewsletterIssuePage.objects.earliest("pk"),
        }
        return str(pages[kind].get_url())

    def certificate(self) -> Certificate:
        """The learner's first."""
        certificate: Certificate = Certificate.objects.filter(
            enrollment__learner=self.learner
        ).earliest("pk")
        return certificate

    def other_run(self) -> CourseRun:
        """A run of the course that the learner is not in."""
        run: CourseRun = CourseRun.objects.filter(course=self.course).exclude(pk=self.run.pk)[0]
        return run
