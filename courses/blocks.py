"""What a lesson is made of. What is done in it is known by its block uuid in every language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from core.blocks import (
    SMALL_TEXT_FEATURES,
    AccordionBlock,
    CalloutBlock,
    DocumentBlock,
    ImageBlock,
    ProseBlock,
    QuotationBlock,
    TableBlock,
    VideoBlock,
    add_words,
)
from courses import outline
from courses.parts import CourseChoiceBlock, course_titles

CHECK = "knowledge_check"
LIVE_SESSION = "live_session"
COURSE_PART = "course_part"
# Types of blocks that are activities of the outline, and the kind of each.
ACTIVITY_KINDS = {CHECK: outline.CHECK, LIVE_SESSION: outline.SESSION, COURSE_PART: outline.PART}
LESSON_QUESTION = "lesson_question"
NO_ANSWER = {"text": "", "is_right": False, "feedback": ""}


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("answer"), max_length=500)
    is_right = blocks.BooleanBlock(label=_("right"), required=False, default=False)
    feedback = blocks.CharBlock(
        label=_("feedback"),
        required=False,
        default="",
        max_length=1000,
        help_text=_("Shown to whoever chose this answer."),
    )

    class Meta:
        icon = "radio-full"
        label = _("Answer")


class QuestionBlock(blocks.StructBlock):
    """One question; its answers are known by their uuids."""

    text = blocks.CharBlock(label=_("question"), max_length=1000)
    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[("SINGLE", _("One answer")), ("MULTIPLE", _("Several answers"))],
        default="SINGLE",
    )
    options = blocks.ListBlock(
        OptionBlock(),
        label=_("answers"),
        min_num=2,
        max_num=12,
        default=[NO_ANSWER, NO_ANSWER],
        **add_words(_("Add an answer")),
    )

    def clean(self, value: Any) -> Any:
        """The right answer may wait in a draft; nothing is published without one."""
        result = super().clean(value)
        if self.is_deferred_validation:
            return result
        right_count = sum(1 for option in result["options"] if option["is_right"])
        if result["kind"] == "SINGLE" and right_count != 1:
            error = ValidationError(_("Mark exactly one answer as right."))
            raise StructBlockValidationError(block_errors={"kind": error})
        if result["kind"] == "MULTIPLE" and right_count == 0:
            error = ValidationError(_("Mark at least one answer as right."))
            raise StructBlockValidationError(block_errors={"kind": error})
        return result

    class Meta:
        icon = "help"
        label = _("Question")


class KnowledgeCheckBlock(blocks.StructBlock):
    """Questions that must be answered to pass; graded by the app above."""

    title = blocks.CharBlock(label=_("title"), max_length=255)
    introduction = blocks.RichTextBlock(
        label=_("introduction"), required=False, default="", features=SMALL_TEXT_FEATURES
    )
    pass_mark_percent = blocks.IntegerBlock(
        label=_("pass mark in percent"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    attempts_allowed = blocks.IntegerBlock(
        label=_("attempts allowed"),
        required=False,
        min_value=1,
        help_text=_("Leave empty for as many as people like."),
    )
    is_required = blocks.BooleanBlock(
        label=_("must be passed to complete the course"), required=False, default=True
    )
    is_about_recording = blocks.BooleanBlock(
        label=_("is about the recording of the live session in this lesson"),
        required=False,
        default=False,
        help_text=_(
            "For whoever could not come: with the recording it counts as the session, where the "
            "session allows that. By itself it counts for nothing."
        ),
    )
    questions = blocks.ListBlock(
        QuestionBlock(), label=_("questions"), min_num=1, **add_words(_("Add a question"))
    )

    class Meta:
        icon = "help"
        label = _("Knowledge check")
        template = "courses/blocks/knowledge_check.html"


class LiveSessionBlock(blocks.StructBlock):
    """A session that counts. When and where it is stands with each run, in the app above."""

    title = blocks.CharBlock(label=_("title"), max_length=255)
    introduction = blocks.RichTextBlock(
        label=_("introduction"), required=False, default="", features=SMALL_TEXT_FEATURES
    )
    is_required = blocks.BooleanBlock(
        label=_("must be attended to complete the course"), required=False, default=True
    )
    required_share_percent = blocks.IntegerBlock(
        label=_("share that must be attended, in percent"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    recording_counts = blocks.BooleanBlock(
        label=_("the recording counts too"),
        required=False,
        default=False,
        help_text=_(
            "Whoever watched it and passed a check about it has attended. Add a knowledge check "
            "about the recording to this lesson."
        ),
    )

    class Meta:
        icon = "date"
        label = _("Live session")
        help_text = _("Date, hour and place are planned for each run.")
        template = "courses/blocks/live_session.html"


class CoursePartBlock(blocks.StructBlock):
    """A course that is a part of this programme. Which run of it stands with each run."""

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """With what the course is called now. One query."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        key = value.get("course") or ""
        return {**context, "course_title": course_titles([key]).get(key, "")}

    course = CourseChoiceBlock(label=_("course"))
    is_required = blocks.BooleanBlock(
        label=_("must be completed to complete the programme"), required=False, default=True
    )

    class Meta:
        icon = "list-ul"
        label = _("Course of the programme")
        help_text = _("Only in a course of the format “Programme”.")
        template = "courses/blocks/course_part.html"


class AfterLessonQuestionBlock(blocks.StructBlock):
    """What an author would like to know from learners. No activity: it completes nothing."""

    text = blocks.CharBlock(label=_("question"), max_length=300)
    kind = blocks.ChoiceBlock(
        label=_("kind of answer"),
        choices=[("SCALE", _("From 1 to 5")), ("TEXT", _("In words"))],
        default="SCALE",
    )

    class Meta:
        icon = "comment"
        label = _("Question to learners")
        help_text = _("Counts for nothing. You see what five people or more say together.")
        template = "courses/blocks/lesson_question.html"


class LessonBlock(blocks.StreamBlock):
    """The body of a lesson."""

    text = ProseBlock()
    image = ImageBlock()
    video = VideoBlock()
    document = DocumentBlock()
    callout = CalloutBlock()
    accordion = AccordionBlock()
    table = TableBlock()
    quotation = QuotationBlock()
    knowledge_check = KnowledgeCheckBlock()
    live_session = LiveSessionBlock()
    course_part = CoursePartBlock()
    lesson_question = AfterLessonQuestionBlock()


class InstructorBlock(blocks.StructBlock):
    """Who teaches. Nobody is invented here: what stands in it was given by the provider."""

    name = blocks.CharBlock(label=_("name"), max_length=255)
    role = blocks.CharBlock(label=_("role"), required=False, default="", max_length=255)
    bio = blocks.RichTextBlock(
        label=_("about"), required=False, default="", features=SMALL_TEXT_FEATURES
    )

    class Meta:
        icon = "user"
        label = _("Instructor")
