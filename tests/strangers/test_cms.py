"""Every CMS address as a stranger, as a learner, and as an author of another provider."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, Page, Revision, Task, TaskState, Workflow, WorkflowState
from wagtail_localize.models import Translation, TranslationSource

from courses.models import Course, CourseRun, LessonPage, MediaDocument, MediaImage, Provider
from learning.models import Enrollment
from tests.factories.discussions import make_announcement
from tests.factories.learning import make_learner
from tests.factories.live import make_session
from users.models import User

from .addresses import all_addresses
from .verdicts import CMS_HARMLESS, CMS_KINDS, CMS_OPEN, REVIEWERS_READ

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("demo_network")]
CMS = [address for address in all_addresses() if address.is_cms]
PROVIDER = "Think City"


@pytest.fixture
def theirs():
    """One provider's things, by the kind of row that an address's argument names."""
    provider = Provider.objects.get(name=PROVIDER)
    course = Course.objects.get(provider=provider)
    lesson = LessonPage.objects.filter(title__gt="", locale__language_code="en").filter(
        path__startswith=Page.objects.get(
            translation_key=course.key, locale__language_code="en"
        ).path
    )[0]
    return {
        "provider": provider,
        "course": course,
        "run": CourseRun.objects.filter(course=course, enrollments__isnull=False)[0],
        "lesson": lesson,
        "image": MediaImage.objects.filter(collection__lessons_of_provider=provider)[0],
        "document": MediaDocument.objects.filter(collection=provider.lesson_collection).first(),
        "learner": Enrollment.objects.filter(run__course=course)[0].learner,
    }


def pk_for(name, theirs):
    """What `pk` means in this address."""
    words = [
        ("newsletters_cms", 1),
        ("studio", theirs["course"].pk),
        ("reports", theirs["course"].pk),
        ("run", theirs["run"].pk),
        ("provider", theirs["provider"].pk),
        ("course", theirs["course"].pk),
        ("user", theirs["learner"].pk),
        (
            "enrollment",
            Enrollment.objects.filter(run=theirs["run"]).values_list("pk")[0][0]
            if Enrollment.objects.filter(run=theirs["run"]).exists()
            else 1,
        ),
        ("certificate", 1),
    ]
    namespace = name.rpartition(":")[0].lower()
    return next((pk for word, pk in words if word in namespace), theirs["lesson"].pk)


@pytest.fixture
def samples(theirs):
    lesson, image = theirs["lesson"], theirs["image"]
    source, _is_new = TranslationSource.get_or_create_from_instance(lesson)
    translation = Translation.objects.create(
        source=source, target_locale=Locale.objects.get(language_code="ko")
    )
    revision = Revision.page_revisions.filter(object_id=str(lesson.pk)).first()
    first = {model: model.objects.first() for model in (Task, TaskState, Workflow, WorkflowState)}
    number = {model: row.pk if row else 1 for model, row in first.items()}
    return {
        **dict.fromkeys(
            ["page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk"],
            lesson.pk,
        ),
        "draft_id": lesson.pk,
        "image_id": image.pk,
        "document_id": theirs["document"].pk if theirs["document"] else 1,
        "doc_id": theirs["document"].pk if theirs["document"] else 1,
        "revision_id": revision.pk if revision else 1,
        "task_id": number[Task],
        "task_state_id": number[TaskState],
        "workflow_pk": number[Workflow],
        "workflow_state_id": number[WorkflowState],
        **dict.fromkeys(["string_segment_id"], 1),
        "session_id": make_session(theirs["run"]).pk,
        "announcement_id": make_announcement(theirs["run"]).pk,
        "translation_id": translation.pk,
        "translation_source_id": source.pk,
        **dict.fromkeys(["overridable_segment_id", "uploaded_file_id", "redirect_id"], 1),
        "collection_id": theirs["provider"].lesson_collection_id,
        **dict.fromkeys(["app_label", "app_name", "content_type_app_name"], "courses"),
        **dict.fromkeys(["model_name", "content_type_model_name"], "lessonpage"),
        "object_id": str(lesson.pk),
        "action_name": "lock",
        "action": "delete",
        "mode": "",
        "filter_spec": "width-100",
        "uidb64": "x",
        "token": "x",
        "lesson_key": str(lesson.translation_key),
        "key": str(theirs["course"].key),
        "issue_key": str(theirs["course"].key),
        "course_key": str(theirs["course"].key),
        "course_id": theirs["course"].pk,
        "run_id": theirs["run"].pk,
        "enrollment_id": Enrollment.objects.filter(run=theirs["run"]).earliest("pk").pk,
        "deed": "unenroll",
        "audience": "EVERYBODY",
        "number": 2026,
        "what": "participants",
        "provider_id": theirs["provider"].pk,
        "person_id": theirs["provider"].author_group.user_set.earliest("pk").pk,
    }


def filled(samples, theirs):
    for address in CMS:
        values = {**samples, "pk": pk_for(address.name, theirs)}
        if address.name in CMS_OPEN:
            continue
        path = address.fill(values)
        if path:
            yield address, path


def test_strangers_and_learners_are_led_to_sign_in_everywhere(client, samples, theirs):
    learner = make_learner()
    paths = [(address.name, path) for address, path in filled(samples, theirs)]
    assert len(paths) > 150
    for person in (None, learner):
        client.logout()
        if person is not None:
            client.force_login(person)
        for name, path in paths:
            if name in CMS_HARMLESS:
                continue
            response = client.get(path)
            assert response.status_code in {302, 403, 404, 405}, (
                f"{name} {path} as {person}: {response.status_code}"
            )


def test_an_author_of_another_provider_opens_nothing_of_this_one(client, samples, theirs):
    client.force_login(User.objects.get(email="author.seoul@example.org"))
    opened = []
    for address, path in filled(samples, theirs):
        if not address.arguments or address.name in CMS_HARMLESS or address.name in CMS_KINDS:
            continue
        response = client.get(path)
        assert response.status_code < 500, f"{address.name} {path}"
        if response.status_code == 200:
            opened.append(f"{address.name} {path}")

    assert not opened, "\n".join(opened)


def test_a_reviewer_reads_every_course_and_opens_nothing_else(client, samples, theirs):
    client.force_login(User.objects.get(email="reviewer@example.org"))
    opened = set()
    for address, path in filled(samples, theirs):
        if not address.arguments or address.name in CMS_HARMLESS or address.name in CMS_KINDS:
            continue
        response = client.get(path)
        assert response.status_code < 500, f"{address.name} {path}"
        if response.status_code == 200:
            opened.add(address.name)

    assert opened == REVIEWERS_READ


def test_no_list_shows_an_author_what_belongs_to_another_provider(client, samples, theirs):
    client.force_login(User.objects.get(email="author.seoul@example.org"))
    markers = [
        theirs["image"].title,
        theirs["run"].slug,
        theirs["learner"].email,
        f">{theirs['lesson'].title}<",
        f'"title": "{theirs["lesson"].title}"',
    ]
    shown = []
    for address, path in filled(samples, theirs):
        has_object = address.arguments and address.name not in CMS_KINDS
        if has_object or address.name in CMS_HARMLESS:
            continue
        response = client.get(path)
        assert response.status_code < 500, f"{address.name} {path}"
        if response.status_code == 200 and not response.streaming:
            text = response.content.decode("utf-8", "replace")
            shown += [f"{address.name} shows {marker}" for marker in markers if marker in text]

    assert not shown, "\n".join(shown)


def test_the_same_addresses_open_for_the_providers_own_author(client, samples, theirs):
    client.force_login(User.objects.get(email="author.thinkcity@example.org"))
    names = {
        *("wagtailadmin_explore", "wagtailadmin_pages:edit", "wagtailimages:edit"),
        "wagtailadmin_pages:history",
    }
    found = {a.name: path for a, path in filled(samples, theirs) if a.name in names}

    assert found.keys() == names
    for name, path in found.items():
        assert client.get(path, follow=True).status_code == 200, f"{name} {path}"
