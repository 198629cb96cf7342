"""Courses are edited, published, followed and learned in any order: nothing earned is ever lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from courses.actions import Audience, change_run, publish_course
from courses.actions.arrange import arrange
from courses.arranging import put_back, put_last, step_up, take_out
from courses.compiling import OutlineRefused
from courses.models import CourseRun, LessonPage, ModulePage
from learning.actions import (
    AlreadyCompleted,
    EnrollmentRefused,
    RecordingRefused,
    enroll,
    excuse,
    move_to_run,
    record_for_many,
    record_progress,
    withdraw,
)
from learning.kinds import KIND_OF
from learning.models import Enrollment, ResultKind
from learning.refreshing import find_differences, refresh_stale
from learning.standing import read_standings
from tests.factories.courses import (
    add_lesson,
    check_block,
    course_page,
    make_course,
    make_run,
    session_block,
    text_block,
)
from tests.factories.learning import lessons_of, make_learner
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

some = st.integers(min_value=0, max_value=1000)


class LifeOfACourse(RuleBasedStateMachine):
    """Each example is rolled back."""

    def __init__(self):
        super().__init__()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()
        self.earned: dict[int, frozenset] = {}
        self.completed: set[int] = set()

    def teardown(self):
        transaction.set_rollback(True)
        self._transaction.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.course = make_course(lessons=(2, 2))
        self.editor = User.objects.create_user("editor@example.org", "a-long-password")
        self.open_run()

    # --- What authors do ---------------------------------------------------------------------

    @rule(pick=some, has_check=st.booleans(), is_required=st.booleans())
    def add_a_lesson(self, pick, has_check, is_required):
        module = self._pick(ModulePage, pick)
        title = f"More {LessonPage.objects.count()}"
        lesson = add_lesson(
            module, title=title, has_check=has_check, is_required=is_required, live=False
        )
        lesson.save_revision()

    @rule(pick=some, has_check=st.booleans(), has_session=st.booleans(), is_required=st.booleans())
    def edit_a_lesson(self, pick, has_check, has_session, is_required):
        lesson = self._pick(LessonPage, pick).get_latest_revision_as_object()
        checks = [block for block in lesson.body.raw_data if block["type"] == "knowledge_check"]
        checks = checks or [check_block()]
        sessions = [block for block in lesson.body.raw_data if block["type"] == "live_session"]
        sessions = sessions or [session_block()]
        lesson.body = [
            text_block(),
            *(checks if has_check else []),
            *(sessions if has_session else []),
        ]
        lesson.is_required = is_required
        lesson.save_revision()

    @rule(lessons=st.booleans(), score=st.sampled_from([None, 90]), needed=st.integers(0, 2))
    def change_the_rule(self, lessons, score, needed):
        page = course_page(self.course).get_latest_revision_as_object()
        page.completion_lessons, page.completion_checks = lessons, True
        page.completion_score_percent = score
        page.save_revision()
        module = self._pick(ModulePage, 0).get_latest_revision_as_object()
        module.needed_count = needed or None
        module.save_revision()

    @rule(pick=some, which=some, step=st.sampled_from([put_last, step_up, take_out, put_back]))
    def rearrange(self, pick, which, step):
        model = ModulePage if pick % 3 == 0 else LessonPage
        key = str(self._pick(model, pick).translation_key)
        place = [str(self._pick(ModulePage, which).translation_key)] if step is put_last else []
        self.course.refresh_from_db()
        arrange(
            self.course,
            lambda arrangement: step(arrangement, key, *place),
            number=self.course.arrangement_number,
            by=self.editor,
        )

    @rule(audience=st.sampled_from(Audience))
    def publish(self, audience):
        """And the worker hears of it at once."""
        self._try(publish_course, self.course, by=self.editor, audience=audience)
        refresh_stale(at=timezone.now())

    @rule()
    def open_run(self):
        now = timezone.now()
        make_run(
            self.course,
            opens_at=now - timedelta(days=9),
            starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=30),
        )

    # --- What learners do, and what is done for them -------------------------------------------

    @rule(pick=some)
    def enroll_somebody(self, pick):
        self._try(enroll, learner=make_learner(), run=self._run(pick), at=timezone.now())

    @rule(pick=some, which=some)
    def learn(self, pick, which):
        enrollment = self._enrollment(pick)
        if enrollment is None:
            return
        activities = [
            (lesson, activity)
            for lesson in lessons_of(enrollment)
            for activity in lesson.activities
        ]
        lesson, activity = activities[which % len(activities)]
        is_check = activity.kind == "check"
        self._try(
            record_progress,
            enrollment=enrollment,
            lesson_key=lesson.key,
            activity_key=activity.key,
            kind=KIND_OF[activity.kind],
            at=timezone.now(),
            detail={"score_percent": 80 + which % 21} if is_check else None,
        )

    @rule(pick=some, which=some)
    def attend_by_the_list(self, pick, which):
        """As attendance is handed down: to all of a run at once."""
        run = self._run(pick)
        people = list(Enrollment.objects.filter(run=run).with_outline())
        sessions = [
            (lesson, activity)
            for enrollment in people[:1]
            for lesson in lessons_of(enrollment)
            for activity in lesson.activities
            if activity.kind == "session"
        ]
        if not sessions:
            return
        lesson, activity = sessions[which % len(sessions)]
        record_for_many(
            lesson_key=lesson.key,
            activity_key=activity.key,
            kind=ResultKind.SESSION,
            rows=[(enrollment, {"by": "LIST"}) for enrollment in people],
            at=timezone.now(),
        )
        refresh_stale(at=timezone.now())

    @rule(pick=some, which=some)
    def cancel_a_session(self, pick, which):
        """Or ask for it again."""
        run = self._run(pick)
        outline = run.pinned_outline or self.course.outlines.order_by("-number").first()
        pairs = [
            [lesson.key, activity.key]
            for lesson, activity in outline.outline.activities()
            if activity.kind == "session"
        ]
        dropped = pairs[: which % (len(pairs) + 1)]
        change_run(run=run, values={"dropped": dropped}, by=self.editor, at=timezone.now())
        refresh_stale(at=timezone.now())

    @rule(pick=some)
    def learn_all(self, pick):
        """Everything but the last."""
        for which in range(5):
            self.learn(pick, which)

    @rule(pick=some, which=some)
    def excuse_somebody(self, pick, which):
        enrollment = self._enrollment(pick)
        lessons = lessons_of(enrollment) if enrollment else []
        if lessons:
            pair = (lessons[which % len(lessons)].key, "")
            self._try(excuse, enrollment=enrollment, activities=[pair], **self._by_staff())

    @rule(pick=some)
    def leave_or_return(self, pick):
        enrollment = self._enrollment(pick)
        if enrollment is None:
            return
        now = timezone.now()
        if enrollment.withdrawn_at is None:
            self._try(withdraw, enrollment=enrollment, at=now)
        else:
            self._try(enroll, learner=enrollment.learner, run=enrollment.run, at=now)

    @rule(pick=some, which=some)
    def move_somebody(self, pick, which):
        enrollment = self._enrollment(pick)
        if enrollment is not None:
            self._try(move_to_run, enrollment=enrollment, run=self._run(which), **self._by_staff())

    @rule()
    def sweep(self):
        """Who left is brought up to date when they return."""
        refresh_stale(at=timezone.now())
        here = set(Enrollment.objects.filter(withdrawn_at=None).values_list("pk", flat=True))
        assert [each for each in find_differences() if each.enrollment_id in here] == []
        assert not Enrollment.objects.with_stale_percent().exists()

    # --- What holds always -----------------------------------------------------------------------

    @invariant()
    def nothing_earned_is_lost(self):
        for standing in read_standings(list(Enrollment.objects.with_outline())):
            key, found = standing.enrollment.pk, standing.progress
            assert found.done_pairs >= self.earned.get(key, frozenset())
            self.earned[key] = found.done_pairs
            assert 0 <= found.percent <= 100
            assert 0 <= standing.enrollment.percent <= 100
            assert standing.enrollment.completed_at or key not in self.completed
            if standing.enrollment.completed_at:
                self.completed.add(key)
                assert found.is_complete
                assert standing.enrollment.percent == 100

    # --- Ways to them ----------------------------------------------------------------------------

    def _by_staff(self):
        return {"by": self.editor, "reason": "A test", "at": timezone.now()}

    def _pick(self, model, number):
        pages = model.objects.descendant_of(course_page(self.course)).order_by("path")
        return pages[number % pages.count()]

    def _run(self, number):
        runs = CourseRun.objects.order_by("pk")
        return runs[number % runs.count()]

    def _enrollment(self, number):
        rows = Enrollment.objects.select_related("run", "learner").order_by("pk")
        return rows[number % rows.count()] if rows.exists() else None

    def _try(self, action, *args, **values):
        """A refusal is an answer too; whatever else is raised is a defect."""
        try:
            with transaction.atomic():
                action(*args, **values)
        except (OutlineRefused, EnrollmentRefused, RecordingRefused, AlreadyCompleted):
            pass


def live_through(*, examples: int, steps: int) -> None:
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        # A failing life is printed as it was lived: making it shorter takes longer than reading.
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(LifeOfACourse, settings=chosen)


@pytest.mark.slow
def test_nothing_earned_is_lost_whatever_happens_to_a_course():
    live_through(examples=8, steps=25)


@pytest.mark.long
def test_nothing_earned_is_lost_in_many_more_lives_of_a_course():
    live_through(examples=40, steps=50)
