"""Modules and lessons of a new course, by its format."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from courses.blocks import LIVE_SESSION

from .parts import LESSONS, MODULES, Words


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """`block`: what it is made with, the type of a block, or ""."""

    part: str
    minutes: int
    is_required: bool = True
    block: str = ""

    @property
    def title(self) -> str:
        """In the language that is active."""
        return str(LESSONS[self.part].title)


@dataclass(frozen=True, slots=True)
class ModulePlan:
    part: str
    lessons: tuple[LessonPlan, ...]
    number: int = 0

    @property
    def title(self) -> str:
        """In the language that is active."""
        title = str(MODULES[self.part].title)
        return title % {"number": self.number} if self.number else title


@dataclass(frozen=True, slots=True)
class Skeleton:
    """`says` tells the format in a line. `weeks` is its usual length; None: it has none.

    A week of a weekly course is a module with its pages, so that it has `most_weeks` of its own.
    """

    says: Words
    modules: tuple[ModulePlan, ...]
    weeks: int | None = None
    most_weeks: int = 26
    is_weekly: bool = False

    def modules_of(self, weeks: int | None) -> tuple[ModulePlan, ...]:
        """Of a weekly course one for each week; of any other the same for every length."""
        return _weekly(weeks or self.weeks or 1) if self.is_weekly else self.modules


def _weekly(weeks: int) -> tuple[ModulePlan, ...]:
    """The first week begins with a welcome, the last ends with what to take home."""
    welcome, take_home = LessonPlan("welcome", 10), LessonPlan("take-home", 15)
    return tuple(
        ModulePlan(
            "week",
            (
                *((welcome,) if number == 1 else ()),
                LessonPlan("this-week", 5),
                LessonPlan("idea", 20),
                LessonPlan("case", 20),
                LessonPlan("practice", 30),
                LessonPlan("check", 10),
                *((take_home,) if number == weeks else ()),
            ),
            number=number,
        )
        for number in range(1, weeks + 1)
    )


BITE_SIZED = (
    ModulePlan(
        "whole",
        (
            LessonPlan("why", 5),
            LessonPlan("idea", 10),
            LessonPlan("case", 10),
            LessonPlan("practice", 15),
            LessonPlan("check", 5),
        ),
    ),
)
SESSION_DAY = LessonPlan("session", 180, block=LIVE_SESSION)
LIVE_TRAINING = (
    ModulePlan("before", (LessonPlan("how-to-join", 5), LessonPlan("prepare", 30))),
    ModulePlan("during", (LessonPlan("agenda", 5), SESSION_DAY)),
    ModulePlan(
        "after",
        (
            LessonPlan("material", 10, is_required=False),
            LessonPlan("next-step", 30),
            LessonPlan("check", 10),
        ),
    ),
)
YOUTH_PROJECT = (
    ModulePlan("begin", (LessonPlan("welcome", 10), LessonPlan("team", 30))),
    ModulePlan("look", (LessonPlan("question", 30), LessonPlan("field-work", 120))),
    ModulePlan("act", (LessonPlan("plan", 60), LessonPlan("do", 240))),
    ModulePlan("show", (LessonPlan("story", 60), LessonPlan("learned", 30))),
)
# One session: whoever signs up for it finds everything in one place.
WEBINAR = (ModulePlan("whole", (LessonPlan("session", 90, block=LIVE_SESSION),)),)
PROGRAMME = (ModulePlan("parts", (LessonPlan("first-part", 60),)),)
# By the values of `CourseFormat`, which may not be imported here: pages import this package.
SKELETONS = {
    "MASTERCLASS": Skeleton(
        _("Masterclass: some weeks together, a module for each week"),
        _weekly(3),
        weeks=3,
        most_weeks=12,
        is_weekly=True,
    ),
    "SELF_PACED": Skeleton(_("Self-paced course: less than an hour, at any time"), BITE_SIZED),
    "LIVE_TRAINING": Skeleton(
        _("Live training: a day together, with what comes before and after"), LIVE_TRAINING
    ),
    "YOUTH_PROJECT": Skeleton(
        _("Youth project: a team looks, plans and changes its own place"), YOUTH_PROJECT, weeks=8
    ),
    "WEBINAR": Skeleton(_("Webinar: one session, and its recording"), WEBINAR),
    "PROGRAMME": Skeleton(
        _("Programme: several courses and sessions under one title, with its own certificate"),
        PROGRAMME,
    ),
}


def skeleton_of(format_code: str) -> Skeleton:
    """Of the format with this value, as in "MASTERCLASS"."""
    return SKELETONS[format_code]
