"""A new course of a few answers: a whole skeleton, once, in which only the lessons are empty."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail_localize.fields import get_translatable_fields

from courses.actions import CourseRefused, create_course
from courses.draft_outline import draft_outline
from courses.drafts import find_drafts
from courses.models import (
    Course,
    CourseFormat,
    CoursePage,
    CourseRun,
    LessonPage,
    ModulePage,
    ProviderPage,
)
from courses.models.course_page import ANNOUNCED_FORMATS
from courses.rights import ensure_staff_rights
from courses.skeletons import guidance
from courses.skeletons.parts import LESSONS, MODULES
from courses.skeletons.plans import SKELETONS
from tests.factories.courses import (
    NOW,
    course_page,
    make_course_index,
    make_provider,
    make_run,
    text_block,
)
from tests.studio.test_publish_course import edit_form
from tests.threads import at_once
from users.models import User
from users.roles import REVIEWER

pytestmark = pytest.mark.django_db

ADDRESS = reverse("studio:course-new")
NO_LESSON = "There is no lesson yet that is ready. A course needs at least one."
EMPTY_LESSON = "There is nothing in this lesson yet. Write its first block."


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def provider():
    return make_provider("Think City")


@pytest.fixture
def author(provider, client):
    user = User.objects.create_user("author@example.org", "a-long-password")
    user.groups.add(provider.author_group)
    client.force_login(user)
    return user


@pytest.fixture
def make(provider, author):
    """The action with what most tests ask for; returns the course."""

    def create(format=CourseFormat.MASTERCLASS, **values):
        asked = {"provider": provider, "language": "en", "title": "Shade", "token": uuid4()}
        return create_course(format=format, by=author, **{**asked, **values})[0]

    return create


def answers(provider, **values):
    return {
        "token": str(uuid4()),
        "title": "Shade in hot streets",
        "provider": str(provider.pk),
        "format": "MASTERCLASS",
        "weeks": "3",
        "language": "en",
        "starts_on": "2027-03-01",
        "time_zone": "Asia/Kathmandu",
        **values,
    }


def lessons(course):
    return LessonPage.objects.descendant_of(course_page(course)).order_by("path")


def modules(course):
    return ModulePage.objects.descendant_of(course_page(course)).order_by("path")


@pytest.mark.parametrize("format", CourseFormat)
def test_in_a_new_course_only_the_lessons_are_empty(make, format):
    course = make(format)

    problems = {draft.problem for draft in find_drafts(course)}

    nothing_ready = set() if format in ANNOUNCED_FORMATS else {NO_LESSON}
    # The one lesson of a webinar is its session, which is there from the first day.
    empty = set() if format == CourseFormat.WEBINAR else {EMPTY_LESSON}
    assert problems - {""} == empty | nothing_ready
    assert not course_page(course).live
    assert not course.outlines.exists()


@pytest.mark.parametrize("format", [CourseFormat.WEBINAR, CourseFormat.LIVE_TRAINING])
def test_a_session_is_there_from_the_first_day_and_keeps_its_key(make, format):
    course = make(format)

    lesson = lessons(course).get(part="session")
    first, later = lesson.body.raw_data, lesson.get_latest_revision_as_object().body.raw_data
    assert [block["type"] for block in first] == ["live_session"]
    assert first[0]["id"] == later[0]["id"]
    assert first[0]["value"]["title"] == "Shade"
    assert draft_outline(lesson).kinds()[str(lesson.translation_key), first[0]["id"]] == "session"


@pytest.mark.parametrize("format", CourseFormat)
def test_the_minutes_of_a_new_course_add_up_and_each_place_says_what_belongs_there(make, format):
    course = make(format)

    page = course_page(course)
    assert page.format == format
    assert page.effort_minutes == sum(lesson.minutes for lesson in lessons(course))
    assert all(guidance(each.part) for each in (*modules(course), *lessons(course)))


def test_every_part_of_a_skeleton_has_a_title_and_guidance():
    used = {
        each.part
        for skeleton in SKELETONS.values()
        for module in skeleton.modules
        for each in (module, *module.lessons)
    }

    assert set(SKELETONS) == set(CourseFormat.values)
    assert used == {*MODULES, *LESSONS}
    assert all(len(part) <= 30 for part in used)


@pytest.mark.parametrize("weeks", [1, 3, 12])
def test_a_masterclass_has_a_module_for_each_week(make, weeks):
    course = make(weeks=weeks)

    titles = [lesson.title for lesson in lessons(course)]
    assert [each.title for each in modules(course)] == [f"Week {n + 1}" for n in range(weeks)]
    assert (titles[0], titles[-1]) == ("Welcome", "What you take home")
    assert titles.count("Check what you know") == weeks


def test_a_format_without_a_length_has_none(make):
    page = course_page(make(CourseFormat.WEBINAR, weeks=4))

    assert page.duration == ""
    assert page.summary == "Webinar."


def test_when_every_lesson_is_written_nothing_stops_a_new_course(make):
    course = make(CourseFormat.SELF_PACED)

    for lesson in lessons(course):
        lesson.body = [text_block()]
        lesson.save_revision()

    assert {draft.problem for draft in find_drafts(course)} == {""}


def test_a_start_makes_an_announced_run_in_the_zone_of_its_host(make):
    course = make(starts_on=date(2027, 3, 1), time_zone="Asia/Kathmandu", weeks=3)

    run, zone = course.runs.get(), ZoneInfo("Asia/Kathmandu")
    assert run.slug == "shade-2027"
    assert run.starts_at.astimezone(zone) == datetime(2027, 3, 1, 9, tzinfo=zone)
    assert run.ends_at.astimezone(zone) == datetime(2027, 3, 21, 23, 59, tzinfo=zone)
    assert not run.is_open_for_enrollment(at=run.starts_at)


def test_a_start_is_at_nine_on_the_clock_of_the_host_also_when_it_was_changed_that_night(make):
    """Beirut goes from midnight to one o'clock in the night of 28 March 2027."""
    course = make(starts_on=date(2027, 3, 28), time_zone="Asia/Beirut", weeks=1)

    run = course.runs.get()
    assert run.starts_at == datetime(2027, 3, 28, 6, 0, tzinfo=UTC)
    assert run.ends_at == datetime(2027, 4, 3, 20, 59, tzinfo=UTC)


def test_two_courses_of_one_title_have_addresses_of_their_own(make):
    first = make(starts_on=date(2027, 3, 1))
    second = make(starts_on=date(2027, 5, 1))

    assert (course_page(first).slug, course_page(second).slug) == ("shade", "shade-2")
    assert [run.slug for run in CourseRun.objects.order_by("pk")] == ["shade-2027", "shade-2027-2"]


def test_a_title_in_other_letters_has_a_run_whose_address_is_latin(make):
    course = make(title="더운 거리의 그늘", starts_on=date(2027, 3, 1))

    assert course_page(course).slug == "더운-거리의-그늘"
    provider_slug = ProviderPage.objects.get(translation_key=course.provider.key).slug
    assert course.runs.get().slug == f"{provider_slug}-masterclass-2027"


def test_a_course_is_made_once_however_often_the_form_is_sent(provider, author, client):
    data = answers(provider)

    first = client.post(ADDRESS, data)
    second = client.post(ADDRESS, data, follow=True)

    course = Course.objects.get()
    assert first.url == reverse("studio:course-overview", args=[course.pk])
    assert "This course was made already." in second.content.decode()
    assert CoursePage.objects.count() == 1
    assert CourseRun.objects.count() == 1
    assert lessons(course).count() == 17


def test_the_token_of_somebody_elses_form_leads_to_no_course_of_theirs(provider, author, client):
    data = answers(provider)
    client.post(ADDRESS, data)
    colleague = User.objects.create_user("colleague@example.org", "a-long-password")
    colleague.groups.add(provider.author_group)
    client.force_login(colleague)

    client.post(ADDRESS, data)

    assert Course.objects.count() == 2


@pytest.mark.parametrize("token", ["", "no uuid", "\x00"])
def test_a_form_without_a_usable_token_is_a_form_of_its_own(provider, author, client, token):
    response = client.post(ADDRESS, answers(provider, token=token))

    assert response.status_code == 302
    assert Course.objects.count() == 1


def test_the_overview_opens_with_the_first_empty_lesson_as_the_next_step(provider, author, client):
    overview = client.post(ADDRESS, answers(provider), follow=True)

    course = Course.objects.get()
    first, second = lessons(course)[:2]
    step = overview.context["overview"].next_step
    assert (step.title, step.edit_url) == (
        "Welcome",
        reverse("wagtailadmin_pages:edit", args=[first.pk]),
    )
    text = overview.content.decode()
    assert "Next step: Welcome" in text
    assert "Say who you are, for whom the course is" in text
    assert "The summary says format and length alone." in text

    first.body = [text_block()]
    first.save_revision()
    again = client.get(reverse("studio:course-overview", args=[course.pk]))

    assert again.context["overview"].next_step.title == second.title
    assert "Say who you are, for whom the course is" not in again.content.decode()


def test_the_editor_says_what_belongs_into_a_page_and_the_page_does_not(make, author, client):
    course = make()
    words = {
        course_page(course): "This page is what people read before they enroll.",
        modules(course)[0]: "One week of the course.",
        lessons(course)[0]: "Say who you are, for whom the course is",
    }

    for page, text in words.items():
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert text in client.get(address).content.decode()
        preview = page.make_preview_request(preview_mode=page.default_preview_mode)
        preview.render()
        assert text not in preview.content.decode()


def test_a_page_that_no_skeleton_made_has_no_guidance(make, author, client):
    lesson = lessons(make())[0]
    LessonPage.objects.filter(pk=lesson.pk).update(part="")
    lesson.refresh_from_db()
    lesson.save_revision()

    text = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()

    assert "What belongs here:" not in text


def test_the_part_of_a_page_is_kept_by_its_drafts_and_is_nothing_to_translate(make):
    lesson = lessons(make())[0]

    assert lesson.get_latest_revision_as_object().part == "welcome"
    for model in (LessonPage, ModulePage):
        assert "part" not in {field.field_name for field in get_translatable_fields(model)}


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("title", "  ", "Give the course a title."),
        ("title", "x" * 201, "at most 200 characters"),
        ("format", "", "Choose a format."),
        ("format", "SEMINAR", "Select a valid choice"),
        ("weeks", "0", "It takes one week at least."),
        ("weeks", "13", "At most 12 weeks."),
        ("weeks", "three", "Write a number of weeks"),
        ("language", "xx", "Select a valid choice"),
        ("starts_on", "1.3.2027", "Write the day as in 2027-01-31."),
        ("starts_on", "2027-01-19", "This day has passed."),
        ("starts_on", "9999-12-31", "Is the year 9999 right?"),
        ("time_zone", "Asia/Atlantis", "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    provider, author, client, field, value, text
):
    response = client.post(ADDRESS, answers(provider, **{field: value}))

    form = response.context["form"]
    assert list(form.errors) == [field]
    assert text in response.content.decode()
    assert form[field].value() == value
    assert form["time_zone"].value() == (value if field == "time_zone" else "Asia/Kathmandu")
    assert not Course.objects.exists()


def test_a_youth_project_may_be_longer_than_a_masterclass(provider, author, client):
    client.post(ADDRESS, answers(provider, format="YOUTH_PROJECT", weeks="26"))

    assert course_page(Course.objects.get()).duration == "26 weeks"


def test_many_empty_lessons_are_one_line_of_what_is_missing(make, author, client):
    course = make()

    read = client.get(reverse("studio:course-overview", args=[course.pk])).context["overview"]

    first = reverse("wagtailadmin_pages:edit", args=[lessons(course)[0].pk])
    assert [(item.title, item.url) for item in read.missing if item.is_blocking] == [
        ("Shade", "#outline"),
        ("17 empty lessons", first),
    ]


def test_nobody_minds_the_length_of_a_format_that_has_none(provider, author, client):
    client.post(ADDRESS, answers(provider, format="WEBINAR", weeks="three"))

    assert Course.objects.get().runs.get().ends_at is None


def test_today_where_the_host_is_may_be_the_start(provider, author, client):
    """It is 20 January at nine in the evening in Auckland when it is morning in London."""
    with time_machine.travel(datetime(2027, 1, 20, 12, 0, tzinfo=UTC), tick=False):
        late = answers(provider, starts_on="2027-01-20", time_zone="Pacific/Auckland")
        early = answers(provider, starts_on="2027-01-20", time_zone="Asia/Seoul")

        assert client.post(ADDRESS, late).status_code == 200
        assert client.post(ADDRESS, early).status_code == 302


def test_a_language_in_which_the_provider_has_no_page_is_refused(provider, author, client):
    make_course_index("ko")
    other = make_provider("Seoul")
    author.groups.add(other.author_group)

    response = client.post(ADDRESS, answers(provider, language="ko"))

    assert "Think City has no page in this language yet." in response.content.decode()
    with pytest.raises(CourseRefused):
        create_course(
            provider=provider,
            language="ko",
            format=CourseFormat.WEBINAR,
            title="Shade",
            token=uuid4(),
            by=author,
        )
    assert not Course.objects.exists()


def test_who_has_one_provider_and_one_language_is_asked_for_neither(provider, author, client):
    response = client.get(ADDRESS)

    assert [field.name for field in response.context["form"].hidden_fields()] == [
        *("token", "provider", "language")
    ]
    assert "Think City" in response.content.decode()


def test_nobody_makes_a_course_for_another_provider(provider, client):
    other = make_provider("Seoul")
    user = User.objects.create_user("other@example.org", "a-long-password")
    user.groups.add(other.author_group)
    client.force_login(user)

    response = client.post(ADDRESS, answers(provider))

    assert list(response.context["form"].errors) == ["provider"]
    assert provider.name not in response.content.decode()
    assert not Course.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "learner", "reviewer"])
def test_who_writes_for_no_provider_makes_no_course(provider, client, who):
    if who != "stranger":
        user = User.objects.create_user("somebody@example.org", "a-long-password")
        if who == "reviewer":
            ensure_staff_rights()
            user.groups.add(Group.objects.get(name=REVIEWER))
        client.force_login(user)

    response = client.post(ADDRESS, answers(provider))

    assert response.status_code == {"stranger": 302, "learner": 403, "reviewer": 200}[who]
    assert not Course.objects.exists()


def test_the_time_of_a_start_is_ones_own_zone_or_the_hosts(provider, author, client):
    assert client.get(ADDRESS).context["form"]["time_zone"].value() == "Asia/Seoul"

    author.time_zone = "Pacific/Fiji"
    author.save()

    assert client.get(ADDRESS).context["form"]["time_zone"].value() == "Pacific/Fiji"


def test_without_ones_own_zone_it_is_that_of_the_providers_newest_run(make, author, client):
    """Where there is none either, a script asks the browser."""
    assert "data-guess-zone" in client.get(ADDRESS).content.decode()
    make_run(make(), time_zone="Asia/Kuala_Lumpur")

    page = client.get(ADDRESS)

    assert page.context["form"]["time_zone"].value() == "Asia/Kuala_Lumpur"
    assert "data-guess-zone" not in page.content.decode()


def test_saving_a_lesson_leads_back_to_its_course(make, author, client):
    course = make()
    lesson = lessons(course)[0]
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])

    saved = client.post(address, edit_form(lesson), follow=True).content.decode()

    assert reverse("studio:course-overview", args=[course.pk]) in saved


def test_a_lesson_that_saves_itself_says_nothing_of_it(make, author, client):
    lesson = lessons(make())[0]
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])

    answer = client.post(address, edit_form(lesson), headers={"accept": "application/json"})

    assert answer.json()["success"]
    assert "What comes next" not in client.get(address).content.decode()


@pytest.mark.both_databases
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_make_one_course_and_two_forms_two(provider):
    author = User.objects.create_user("at-once@example.org", "a-long-password")
    tokens = [uuid4(), uuid4()]

    def click(place):
        return create_course(
            provider=provider,
            language="en",
            format=CourseFormat.WEBINAR,
            title="Shade",
            token=tokens[place % 2],
            by=author,
            starts_on=date(2027, 3, 1),
        )

    made = at_once(6, click)

    assert sum(is_new for _course, is_new in made) == 2
    assert Course.objects.count() == CoursePage.objects.count() == CourseRun.objects.count() == 2
    assert CoursePage.find_problems() == ([], [], [], [], [])
