"""The demo network's pages and files, loaded through the apps' actions into a real database."""

import pytest
from django.conf import settings
from wagtail.models import Site, TaskState
from wagtail_localize.models import Translation

from courses.models import Course, CourseOutline, CoursePage, CourseRun, LessonPage, RunState
from demo.course_files import languages_of
from demo.loading import load_everything
from home.models import HomePage, PlainPage
from learning.models import Enrollment
from newsletters.models import NewsletterIssuePage, WelcomeMessage
from users.models import User

from .sample import NOW, rows


@pytest.mark.slow
@pytest.mark.django_db
def test_loading_twice_changes_nothing(network):
    before = rows()

    load_everything(at=NOW)

    assert rows() == before


@pytest.mark.django_db
def test_every_course_has_its_pages_in_each_language_of_its_files(network):
    for entry in network.courses:
        pages = CoursePage.objects.filter(slug=entry.slug)

        assert {page.locale.language_code for page in pages} == set(languages_of(entry.key))
        assert len({page.translation_key for page in pages}) == 1
        assert all(page.goals.count() == len(entry.goals) for page in pages)
        assert all(page.targets.count() == len(entry.targets) for page in pages)


@pytest.mark.django_db
def test_the_two_complete_courses_have_an_outline_with_all_their_lessons(network):
    counts = {
        outline.course.title: len(list(outline.outline.lessons()))
        for outline in CourseOutline.objects.select_related("course")
    }

    assert counts["Approaches in Sustainable Tourism: Lessons from Seoul"] == 5
    assert counts["Urban Safety & Inclusive Spaces Masterclass"] == 12
    assert Course.objects.filter(dirty_at=None).count() == len(network.courses)


@pytest.mark.django_db
def test_every_lesson_is_valid_as_its_author_would_save_it(network):
    for page in LessonPage.objects.all():
        page.full_clean()
        page.body.stream_block.clean(page.body)


@pytest.mark.django_db
def test_images_and_documents_lie_in_the_lesson_collection_of_their_provider(network):
    for page in LessonPage.objects.all():
        provider = Course.objects.get(
            key=page.get_ancestors().type(CoursePage).get().translation_key
        )
        for block in page.body:
            field = {"image": "image", "document": "document", "video": "file"}.get(
                block.block_type
            )
            if field:
                file = block.value[field]

                assert file.collection == provider.provider.lesson_collection
                assert file.file.name.startswith("lessons/")


@pytest.mark.django_db
def test_runs_are_in_every_state_that_a_visitor_may_meet(network):
    states = {
        run.key: CourseRun.objects.get(slug=run.slug_on(NOW.date())).state_at(
            NOW, Enrollment.objects.active().filter(run__slug=run.slug_on(NOW.date())).count()
        )
        for course in network.courses
        for run in course.runs
    }

    assert states == {
        "tourism": RunState.OPEN,
        "first": RunState.ENDED,
        "second": RunState.RUNNING,
        "third": RunState.OPEN,
        "small": RunState.FULL,
        "asked": RunState.OPEN,
        "held": RunState.ENDED,
        "governance": RunState.OPEN,
        "series": RunState.OPEN,
        "japanese": RunState.UPCOMING,
        "youth": RunState.UPCOMING,
        "webinar": RunState.OPEN,
        "leadership": RunState.OPEN,
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_the_translation_editor_would_write_the_same_pages(network):
    translations = Translation.objects.filter(target_locale__language_code="id")
    assert translations.count() == 8 + 3 + 2  # a course; issues and welcomes of the newsletter

    for translation in translations:
        before = translation.get_target_instance()
        if isinstance(before, WelcomeMessage):
            translation.save_target()
            after = translation.get_target_instance()
            assert (after.subject, after.body) == (before.subject, before.body)
            continue
        translation.save_target(publish=False)
        after = translation.get_target_instance().get_latest_revision_as_object()

        assert after.title == before.title
        if isinstance(before, LessonPage | NewsletterIssuePage):
            assert after.body.get_prep_value() == before.body.get_prep_value()


@pytest.mark.django_db
def test_every_plain_page_is_valid_and_has_its_language(network):
    pages = PlainPage.objects.all()

    assert {page.slug for page in pages} == {
        "about",
        "help",
        "privacy",
        "terms",
        "contact",
        "accessibility",
    }
    for page in pages:
        page.full_clean()
        page.body.stream_block.clean(page.body)
    assert pages.filter(slug="privacy").exclude(text_version="").count() == 2


@pytest.mark.django_db
def test_the_home_page_speaks_every_language(network):
    headlines = set(HomePage.objects.values_list("headline", flat=True))

    assert len(headlines) == len(settings.LANGUAGES)
    assert Site.objects.get(is_default_site=True).root_page.specific.locale.language_code == "en"


@pytest.mark.django_db
def test_a_review_waits_for_the_reviewer_and_learners_see_nothing_of_it(network):
    reviewer = User.objects.get(email="reviewer@example.org")
    page = CoursePage.objects.get(slug="urban-safety-inclusive-spaces")

    assert TaskState.objects.reviewable_by(reviewer).count() == 1
    assert page.current_workflow_state.requested_by.email == "author.thinkcity@example.org"
    assert page.live
    lesson = LessonPage.objects.get(slug="reading-an-audit-map")
    assert len(lesson.get_latest_revision_as_object().body) == len(lesson.body) + 1
