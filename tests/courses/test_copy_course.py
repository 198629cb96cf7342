"""A copy of a course is another course: nothing of the old one changes or is found in it."""

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courses.actions import copy_course, publish_course
from courses.drafts import find_drafts
from courses.models import Course, CourseOutline, CoursePage, CourseRun, LessonPage, ModulePage
from demo.loading.translations import register_translation
from learning.models import ActivityResult, Enrollment
from tests.factories.courses import (
    course_page,
    make_course,
    make_course_index,
    make_provider,
    make_run,
    text_block,
)
from tests.factories.learning import finish, make_enrollment, make_learner, progress_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    make_course_index("ko")
    return make_provider()


@pytest.fixture
def course(provider):
    return make_course(lessons=(2, 1), provider=provider, title="Reading streets")


@pytest.fixture
def author(provider):
    person = make_learner(is_staff=True)
    person.groups.add(provider.author_group)
    return person


def translate(course):
    """Every page of the course in Korean, by hand."""
    korean = Locale.objects.get(language_code="ko")
    pages = Page.objects.descendant_of(course_page(course), inclusive=True).order_by("path")
    for page in pages.specific():
        made = page.copy_for_translation(korean)
        made.title = f"한국어 {page.title}"
        made.save_revision().publish()
        register_translation(page, made)


def copy(course, author, *, token=None, runs=(), starts_on=None, **titles):
    return copy_course(
        course=course,
        titles={"en": "Reading squares", **titles},
        slug="reading-squares",
        runs=runs,
        starts_on=starts_on,
        token=token or uuid4(),
        by=author,
    )


def ids_in(page):
    """Every id of a block, item or option."""
    found = set()

    def walk(value):
        if isinstance(value, dict):
            found.update({value["id"]} if {"id", "type"} <= value.keys() else ())
            value = list(value.values())
        for each in value if isinstance(value, list) else ():
            walk(each)

    walk(page.body.get_prep_value())
    return found


def tree(course, language="en"):
    page = CoursePage.objects.get(translation_key=course.key, locale__language_code=language)
    return list(page.get_descendants(inclusive=True).specific().order_by("path"))


def test_everything_of_the_old_course_stays_as_it_was(course, author):
    enrollment = finish(make_enrollment(run=make_run(course)))
    facts = list(ActivityResult.objects.order_by("pk").values())
    pages = list(Page.objects.order_by("pk").exclude(depth__lt=4).values("pk", "path", "title"))
    row = Course.objects.filter(pk=course.pk).values().get()

    made, is_new = copy(course, author)

    assert is_new
    assert list(ActivityResult.objects.order_by("pk").values()) == facts
    assert Course.objects.filter(pk=course.pk).values().get() == row
    olds = Page.objects.filter(pk__in=[page["pk"] for page in pages]).order_by("pk")
    assert list(olds.values("pk", "path", "title")) == pages
    assert progress_of(enrollment).percent == 100
    assert not CourseOutline.objects.filter(course=made).exists()
    assert not Enrollment.objects.filter(run__course=made).exists()
    assert (made.title, made.provider) == ("Reading squares", course.provider)


def test_every_page_is_a_draft_with_keys_and_ids_of_its_own_and_the_same_texts(course, author):
    made, _is_new = copy(course, author)

    olds, news = tree(course), tree(made)
    assert [page.title for page in news[1:]] == [page.title for page in olds[1:]]
    assert not {page.translation_key for page in olds} & {page.translation_key for page in news}
    assert not any(page.live for page in news)
    assert {draft.page.pk for draft in find_drafts(made)} == {page.pk for page in news}
    lessons = [(old, new) for old, new in zip(olds, news, strict=True) if hasattr(old, "body")]
    for old, new in lessons:
        assert ids_in(old)
        assert len(ids_in(old)) == len(ids_in(new))
        assert not ids_in(old) & ids_in(new)
        assert str(new.body).count("feet") == str(old.body).count("feet")


def test_published_the_copy_compiles_and_nobody_has_done_anything_in_it(course, author):
    learner = make_learner()
    finish(make_enrollment(run=make_run(course), learner=learner))
    made, _is_new = copy(course, author)

    outline = publish_course(made, by=author)

    assert [lesson.title for lesson in outline.outline.lessons()] == [
        "Lesson 1.1",
        "Lesson 1.2",
        "Lesson 2.1",
    ]
    fresh = make_enrollment(run=make_run(made), learner=learner)
    assert progress_of(fresh).percent == 0


def test_translations_belong_to_each_other_and_not_to_the_old_ones(course, author):
    translate(course)

    made, _is_new = copy(course, author, ko="광장 읽기")

    english, korean = tree(made), tree(made, "ko")
    assert [page.translation_key for page in english] == [page.translation_key for page in korean]
    assert korean[0].title == "광장 읽기"
    for ours, theirs in zip(english, korean, strict=True):
        assert set(ours.get_translations()) == {Page.objects.get(pk=theirs.pk).specific}
        if isinstance(ours, LessonPage):
            assert ids_in(ours) == ids_in(theirs)
    assert Course.objects.filter(provider=course.provider).count() == 2


def test_the_translation_memory_comes_along(course, author):
    translate(course)
    before = StringTranslation.objects.count()

    made, _is_new = copy(course, author, ko="광장 읽기")

    lesson = tree(made)[2]
    source = TranslationSource.objects.get(object_id=lesson.translation_key)
    assert Translation.objects.filter(source=source, target_locale__language_code="ko").exists()
    texts = StringTranslation.objects.filter(context__object_id=lesson.translation_key)
    old = StringTranslation.objects.filter(context__object_id=tree(course)[2].translation_key)
    assert sorted(texts.values_list("data", flat=True)) == sorted(
        old.values_list("data", flat=True)
    )
    assert StringTranslation.objects.count() > before


def test_what_authors_want_comes_along_and_what_they_took_out_stays_behind(course, author):
    keys = {page.title: str(page.translation_key) for page in tree(course)}
    lesson = LessonPage.objects.get(title="Lesson 1.1")
    lesson.title = "Lesson 1.1, once more"
    lesson.save_revision()
    Course.objects.filter(pk=course.pk).update(
        arrangement={
            "modules": [
                [keys["Week 2"], [keys["Lesson 2.1"], keys["Lesson 1.1"]]],
                [keys["Week 1"], [keys["Lesson 1.2"]]],
            ],
            "retired": [keys["Lesson 1.2"]],
        }
    )
    course.refresh_from_db()

    made, _is_new = copy(course, author)

    assert [page.title for page in tree(made)[1:]] == [
        "Week 2",
        "Lesson 2.1",
        "Lesson 1.1, once more",
        "Week 1",
    ]
    assert made.arrangement is None


def test_links_inside_the_course_lead_inside_the_copy(course, author):
    first, second = LessonPage.objects.filter(title__startswith="Lesson 1").order_by("path")
    link = f'<p><a linktype="page" id="{second.pk}">next</a></p>'
    first.body = [text_block(link)]
    first.save_revision().publish()

    made, _is_new = copy(course, author)

    mine = {page.title: page for page in tree(made)}
    raw = json.dumps(mine["Lesson 1.1"].body.get_prep_value())
    assert f'id=\\"{mine["Lesson 1.2"].pk}\\"' in raw
    assert str(mine["Lesson 1.2"].pk) != str(second.pk)


def test_runs_come_along_shifted_by_days_on_the_clock_of_their_host(course, author):
    spring = make_run(
        course,
        time_zone="Europe/Paris",
        opens_at=datetime(2027, 2, 1, 8, 0, tzinfo=UTC),
        starts_at=datetime(2027, 3, 1, 8, 0, tzinfo=UTC),  # 09:00 in winter
        ends_at=datetime(2027, 3, 21, 22, 59, tzinfo=UTC),
        release="DATES",
    )
    module = ModulePage.objects.get(title="Week 2")
    spring.release_dates = {str(module.translation_key): "2027-03-08T08:00:00+00:00"}
    spring.save()
    later = make_run(course, starts_at=datetime(2027, 3, 11, 8, 0, tzinfo=UTC), ends_at=None)
    make_run(course)  # is not chosen

    made, _is_new = copy(course, author, runs=[later, spring], starts_on=date(2027, 4, 5))

    first, second = CourseRun.objects.filter(course=made).order_by("starts_at")
    assert first.starts_at == datetime(2027, 4, 5, 7, 0, tzinfo=UTC)  # 09:00 in summer
    assert second.starts_at == datetime(2027, 4, 15, 8, 0, tzinfo=UTC)
    mine = next(page for page in tree(made) if page.title == "Week 2")
    assert first.release_dates == {str(mine.translation_key): "2027-04-12T07:00:00+00:00"}
    assert not first.enrollments.exists()


def test_sent_twice_it_is_made_once(course, author):
    token = uuid4()
    run = make_run(course)
    first, _is_new = copy(course, author, token=token, runs=[run], starts_on=date(2027, 6, 1))

    second, is_new = copy(course, author, token=token, runs=[run], starts_on=date(2027, 6, 1))

    assert (second, is_new) == (first, False)
    assert CourseRun.objects.filter(course=first).count() == 1


# --- in the CMS ---------------------------------------------------------------------------------


def test_the_form_asks_for_each_title_and_leads_to_the_copy(course, author, client):
    translate(course)
    run = make_run(course, title="Spring")
    client.force_login(author)
    address = reverse("studio:course-copy", args=[course.pk])
    page = client.get(address)
    assert page.context["form"]["title_en"].value() == "Reading streets (copy)"
    values = {"title_en": "Squares", "title_ko": " ", "runs": [run.pk], "starts_on": "2020-01-01"}

    bad = client.post(address, values)
    assert bad.status_code == 422
    assert set(bad.context["form"].errors) == {"title_ko", "starts_on"}
    assert 'value="Squares"' in bad.content.decode()
    without = client.post(address, {**values, "title_ko": "광장", "starts_on": ""})
    assert set(without.context["form"].errors) == {"starts_on"}

    day = f"{datetime.now(UTC).year + 1}-03-01"
    answer = client.post(address, {**values, "title_ko": "광장", "starts_on": day}, follow=True)

    made = Course.objects.get(title="Squares")
    assert answer.redirect_chain[-1][0] == reverse("studio:course-overview", args=[made.pk])
    assert course_page(made).slug == "squares"
    assert made.runs.count() == 1


def test_wagtails_own_copy_of_a_course_leads_there(course, author, client):
    client.force_login(author)

    answer = client.get(reverse("wagtailadmin_pages:copy", args=[course_page(course).pk]))

    assert answer["Location"] == reverse("studio:course-copy", args=[course.pk])


def test_nobody_copies_a_course_of_another_provider(course, client):
    stranger = make_learner(is_staff=True)
    stranger.groups.add(make_provider().author_group)
    client.force_login(stranger)
    address = reverse("studio:course-copy", args=[course.pk])

    assert client.get(address).status_code == 404
    assert client.post(address, {"title_en": "x"}).status_code == 404
