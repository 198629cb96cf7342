"""The demo network, loaded through the apps' actions into a real database."""

import unicodedata
from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import TestCase
from wagtail.models import Site, TaskState
from wagtail_localize.models import Translation

from courses.models import (
    Course,
    CourseOutline,
    CoursePage,
    CourseRun,
    LessonPage,
    MediaDocument,
    RunState,
)
from demo.course_files import languages_of
from demo.loading import load_everything, walk_last_step
from demo.network import PASSWORD, read_network
from home.models import HomePage, PlainPage
from learning.models import ActivityResult, Enrollment, ResultKind
from mail.bulk import send_bulk
from mail.models import Delivery, Sending, SendingState
from newsletters.audiences import readers_of
from newsletters.models import (
    Audience,
    ConsentRecord,
    Deed,
    IssueSending,
    NewsletterIndexPage,
    NewsletterIssuePage,
    Reader,
    Subscription,
    WelcomeMessage,
)
from newsletters.planning import start_due_sendings
from newsletters.welcoming import send_welcomes
from quizzes.models import Attempt
from users.models import User

NOW = datetime(2027, 3, 10, 4, 30, tzinfo=UTC)
LANGUAGES = settings.LANGUAGES


@pytest.fixture(scope="module")
def network(_own_files, django_db_setup, django_db_blocker):
    """Loaded once for the tests of this module, and undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            load_everything(at=NOW)
        yield read_network()
        transaction.set_rollback(True)


def rows():
    """How many rows each table holds, and the newest of them."""
    counts = {}
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
            counts[model._meta.label] = (model._default_manager.count(), newest)
    return counts


def run(key):
    entries = {run.key: run for course in read_network().courses for run in course.runs}
    return CourseRun.objects.get(slug=entries[key].slug_on(NOW.date()))


def enrollment(name, run_key):
    return Enrollment.objects.get(learner__email=f"{name}@example.org", run=run(run_key))


@pytest.mark.slow
@pytest.mark.django_db
def test_loading_twice_changes_nothing(network):
    before = rows()

    load_everything(at=NOW)

    assert rows() == before


@pytest.mark.slow
@pytest.mark.django_db
def test_loading_again_does_not_enroll_whoever_withdrew(network):
    before = enrollment("arunee", "first").withdrawn_at

    load_everything(at=NOW)

    assert enrollment("arunee", "first").withdrawn_at == before is not None


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
    assert Course.objects.filter(dirty_at=None).count() == 5


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
        "governance": RunState.UPCOMING,
        "japanese": RunState.UPCOMING,
        "youth": RunState.UPCOMING,
    }


@pytest.mark.django_db
def test_learners_stand_at_every_stage(network):
    assert enrollment("bolormaa", "second").percent == 0
    assert enrollment("learner", "tourism").percent == 42
    assert enrollment("lin", "tourism").completed_at is not None
    assert enrollment("walker", "tourism").completed_at is None
    assert enrollment("sione", "tourism").withdrawn_at is not None
    assert enrollment("suman", "second").percent < 100
    assert not Enrollment.objects.filter(learner__email="newcomer@example.org").exists()


@pytest.mark.django_db
def test_what_learners_did_lies_in_the_past_and_within_their_run(network):
    for each in Enrollment.objects.select_related("run").prefetch_related("results"):
        moments = [each.enrolled_at, *(result.recorded_at for result in each.results.all())]

        assert moments == sorted(moments)
        assert max(moments) <= NOW
        assert each.run.ends_at is None or max(moments) <= each.run.ends_at


@pytest.mark.django_db
def test_the_last_step_completes_the_prepared_learner_once(network):
    walk_last_step(at=NOW)
    first = enrollment("walker", "tourism")

    walk_last_step(at=NOW.replace(hour=5))
    second = enrollment("walker", "tourism")

    assert first.completed_at == second.completed_at == NOW
    assert first.percent == 100


@pytest.mark.django_db
def test_every_sample_account_signs_in_with_the_printed_password(network):
    for _, email, password in network.sign_ins():
        user = User.objects.get(email=email)

        assert password == PASSWORD
        assert user.check_password(password)
        assert user.emailaddress_set.filter(verified=True, primary=True).exists()


@pytest.mark.django_db
def test_every_check_that_counts_was_answered_and_whoever_failed_may_try_again(network):
    passed = Attempt.objects.filter(is_passed=True)
    results = ActivityResult.objects.filter(kind=ResultKind.CHECK)
    pairs = ("enrollment", "lesson_key", "activity_key")

    assert set(passed.values_list(*pairs)) == set(results.values_list(*pairs))
    assert passed.count() > 10
    failed = Attempt.objects.filter(is_passed=False)
    assert {attempt.enrollment for attempt in failed} == {
        enrollment("aisha", "tourism"),
        enrollment("suman", "second"),
    }


def test_names_are_written_in_ten_scripts():
    found = set()
    for person in read_network().learners:
        for character in person.name:
            if character.isalpha():
                found.add(unicodedata.name(character).split()[0])

    assert found >= {
        "LATIN",
        "HANGUL",
        "CJK",
        "HIRAGANA",
        "BENGALI",
        "DEVANAGARI",
        "SINHALA",
        "TAMIL",
        "THAI",
        "ARABIC",
    }


def test_every_address_belongs_to_example_org():
    people = [*read_network().staff, *read_network().learners]

    assert all(person.email.endswith("@example.org") for person in people)
    assert len({person.email for person in people}) == len(people)


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
def test_the_archive_holds_three_months_in_three_languages(network):
    issues = NewsletterIssuePage.objects.live()

    assert NewsletterIndexPage.objects.count() == 7
    assert set(issues.values_list("locale__language_code", flat=True)) == {"en", "ko", "id"}
    assert issues.values("month").distinct().count() == 3
    assert issues.count() == 9
    for issue in issues:
        issue.full_clean()
        issue.body.stream_block.clean(issue.body)
        assert len(issue.mail_subject) <= 60


@pytest.mark.django_db
def test_readers_confirmed_with_proof_and_no_mail_was_written_after_the_fact(network):
    readers = Reader.objects.subscribed()

    assert set(readers.values_list("language", flat=True)) == {code for code, _ in LANGUAGES}
    assert readers.exclude(user=None).count() == 3 < readers.filter(user=None).count()
    assert all(reader.email.endswith("@example.org") for reader in readers)
    for row in Subscription.objects.all():
        proofs = ConsentRecord.objects.filter(reader=row.reader, mailing_list=row.mailing_list)
        assert [(each.deed, each.source) for each in proofs] == [
            (Deed.ASKED, "demo"),
            (Deed.CONFIRMED, "demo"),
        ]
        assert row.asked_at < row.confirmed_at <= NOW
    assert not Delivery.objects.filter(template__startswith="newsletters/").exists()


@pytest.mark.django_db
def test_every_saved_audience_holds_somebody(network):
    counts = {
        each.name: readers_of(each.conditions, must_meet_all=each.must_meet_all, at=NOW).count()
        for each in Audience.objects.all()
    }

    assert counts["Everybody"] == Reader.objects.count()
    assert counts["Course news in Korean"] == 2
    assert all(counts.values())


@pytest.mark.slow
@pytest.mark.django_db
@time_machine.travel(NOW)
def test_the_newest_issue_reaches_each_reader_in_their_language_or_in_english(
    network, smtp_server, settings
):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    assert IssueSending.objects.count() == 1

    assert start_due_sendings(at=NOW) == 1
    send_bulk(seconds=20)

    assert Sending.objects.get().state == SendingState.DONE
    issues = [each for each in smtp_server.messages if each["List-Id"]]
    assert {each["Content-Language"] for each in issues} == {"en", "ko", "id"}
    assert len(issues) == Reader.objects.count()
    (delivery,) = Delivery.objects.filter(to_email="haruka.mori@example.org")
    assert delivery.language == "en"


@pytest.mark.django_db
def test_whoever_has_just_joined_is_welcomed_in_a_language_of_theirs(network):
    assert send_welcomes(at=NOW) == 1

    (mail,) = Delivery.objects.filter(template="newsletters/welcome")
    assert mail.to_email == "mele.fifita@example.org"
    assert mail.context["issue"]["title"]
    for language, _name in LANGUAGES:
        assert WelcomeMessage.objects.filter(locale__language_code=language).count() == 2


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
@time_machine.travel(NOW, tick=False)
def test_a_learner_winds_the_film_and_a_stranger_does_not_find_it(network, client):
    film = MediaDocument.objects.get(title__endswith=".mp4")
    assert client.get(film.url).status_code == 404
    client.force_login(enrollment("learner", "second").learner)

    response = client.get(film.url, headers={"Range": "bytes=100-199"})

    assert response.status_code == 206
    assert response["Content-Range"].startswith("bytes 100-199/")
    assert response["Cache-Control"].startswith("private")
    assert client.get(f"/documents/{film.pk}/{film.filename}", follow=True).status_code == 200


@pytest.mark.django_db
def test_whoever_completed_writes_in_every_script_of_the_network(network):
    completed = set(Enrollment.objects.completed().values_list("learner__email", flat=True))
    walker = {"walker@example.org"}  # completes when the worker is up
    scripts = {person.script for person in network.learners if person.email in completed | walker}

    assert scripts >= {person.script for person in network.learners} - {"Latin", "Cyrillic"}


@pytest.mark.slow
@pytest.mark.django_db
def test_every_staff_account_opens_the_cms_and_no_learner_does(network, client):
    for person in network.staff:
        client.force_login(User.objects.get(email=person.email))

        assert client.get("/cms/").status_code == 200, person.role

    client.force_login(User.objects.get(email="learner@example.org"))

    assert client.get("/cms/").status_code != 200


@pytest.mark.django_db
def test_a_review_waits_for_the_reviewer_and_learners_see_nothing_of_it(network):
    reviewer = User.objects.get(email="reviewer@example.org")
    page = CoursePage.objects.get(slug="urban-safety-inclusive-spaces")

    assert TaskState.objects.reviewable_by(reviewer).count() == 1
    assert page.current_workflow_state.requested_by.email == "author.thinkcity@example.org"
    assert page.live
    lesson = LessonPage.objects.get(slug="reading-an-audit-map")
    assert len(lesson.get_latest_revision_as_object().body) == len(lesson.body) + 1
