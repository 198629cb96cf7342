"""The parts of a course by their code: how each is called at first, and what belongs in it.

A code stands in the database (`LessonPage.part`, `ModulePage.part`): none is ever renamed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Part:
    """`title` may have a place for the number of a week. `guidance` is for authors alone."""

    title: Words
    guidance: Words


MODULES = {
    "week": Part(
        _("Week %(number)d"),
        _(
            "One week of the course. Give it a title of its own, and say in the summary, in one "
            "sentence, what people can do at its end."
        ),
    ),
    "whole": Part(
        _("The course"),
        _("Say in the summary, in one sentence, what people can do at the end."),
    ),
    "before": Part(_("Before"), _("What people need before the day: how to join, what to read.")),
    "during": Part(_("On the day"), _("What people have before them while the session runs.")),
    "after": Part(
        _("Afterwards"), _("What stays: material, and a step to take in one’s own city.")
    ),
    "begin": Part(_("Get going"), _("The team finds together, and hears what it is all about.")),
    "look": Part(_("Look closely"), _("The team goes out and sees for itself before it plans.")),
    "act": Part(
        _("Make a change"), _("The team plans one small change in its place, and does it.")
    ),
    "parts": Part(
        _("The courses of the programme"),
        _("A lesson for each course, in the order in which people should take them."),
    ),
    "show": Part(_("Show it"), _("The team tells others what it did and what came of it.")),
}
LESSONS = {
    "welcome": Part(
        _("Welcome"),
        _(
            "Say who you are, for whom the course is, what people will be able to do at its end, "
            "how much time it takes each week, and whom to ask. A photo of whoever teaches helps."
        ),
    ),
    "this-week": Part(
        _("This week"),
        _(
            "What the week is about and why it matters, in a few sentences. Say what there is to "
            "read, to watch and to do, and until when."
        ),
    ),
    "why": Part(
        _("Why it matters"),
        _(
            "Begin with one real scene from a city: what goes wrong there, and for whom? "
            "Say what people will be able to do after this course."
        ),
    ),
    "idea": Part(
        _("The main idea"),
        _(
            "One idea, explained in plain words: a text of a page, a video of at most ten minutes "
            "with captions, or a picture that shows how things hang together. "
            "Put a second idea into a lesson of its own."
        ),
    ),
    "case": Part(
        _("An example from a city"),
        _(
            "One city that did it: where it stood, what it did, what it cost, what came of it, and "
            "what it would do otherwise. Name the source of each figure."
        ),
    ),
    "practice": Part(
        _("Try it yourself"),
        _(
            "A small task in one’s own city: what to do, in steps, how long it takes, and how one "
            "sees that it went well. A document to fill in helps."
        ),
    ),
    "check": Part(
        _("Check what you know"),
        _(
            "Insert a knowledge check of three to five questions about what was taught so far. "
            "Give feedback to each answer: say why it is right or wrong."
        ),
    ),
    "take-home": Part(
        _("What you take home"),
        _(
            "Gather the course in five sentences, and let people write down one step that they "
            "will take in their city. Say where they can go on, and how they get the certificate."
        ),
    ),
    "how-to-join": Part(
        _("When and how to join"),
        _(
            "The day and the hour with its time zone, the link or the room, what one needs "
            "(headphones, a camera, a browser), the language, and whom to ask if something fails."
        ),
    ),
    "prepare": Part(
        _("Prepare yourself"),
        _(
            "What to read or to look at beforehand, at most half an hour of it, and one question "
            "to bring along."
        ),
    ),
    "agenda": Part(
        _("Agenda"),
        _("The parts of the session with their times and who leads them. A table is enough."),
    ),
    "session": Part(
        _("The session"),
        _(
            "Before the day: the link to join, once more. Afterwards: the recording, with captions "
            "and a transcript, for whoever could not come."
        ),
    ),
    "material": Part(
        _("Slides and handouts"),
        _("Documents to keep: slides, work sheets, links. Say in a word what each is good for."),
    ),
    "next-step": Part(
        _("Put it to use"),
        _(
            "One task for the weeks after the session: what to try at work, with whom, "
            "and how one sees that it helped."
        ),
    ),
    "first-part": Part(
        _("The first course"),
        _(
            "Say in two sentences what this course adds to the programme, and insert the block "
            "“Course of the programme”. Whoever completes the course completes this lesson."
        ),
    ),
    "team": Part(
        _("Find your team"),
        _(
            "How many make a team, which roles there are (who asks, who writes, who takes "
            "pictures), how the team meets, and which adult stands by it."
        ),
    ),
    "question": Part(
        _("Choose a question"),
        _(
            "How a team finds one question about its own street, school or park that it can answer "
            "by looking and asking. Give three examples."
        ),
    ),
    "field-work": Part(
        _("Go out and look"),
        _(
            "What to count, to photograph and to ask, with a sheet to fill in. Say how to stay "
            "safe, and how to ask people before taking their picture."
        ),
    ),
    "plan": Part(
        _("Plan the change"),
        _(
            "From what was seen to one small change: who does what until when, what it costs, "
            "whom to ask for permission."
        ),
    ),
    "do": Part(
        _("Do it"),
        _("What a team does week by week, what to write down, and what to do when the plan fails."),
    ),
    "story": Part(
        _("Tell the story"),
        _(
            "How to tell it in three pictures and a page: before, what we did, after. Say to whom "
            "the team shows it, for example the school or the mayor."
        ),
    ),
    "learned": Part(
        _("What we learned"),
        _("Questions to look back: what worked, what did not, what would we do next?"),
    ),
}
COURSE = _(
    "This page is what people read before they enroll. Write the summary anew: what they will be "
    "able to do, and for whom the course is. Then outcomes, who teaches, and the goals, by which "
    "the course is found. Effort is the sum of the minutes of the lessons."
)


def guidance(part: str) -> Words:
    """What belongs into the part with this code; "" where there is no such part."""
    known = MODULES.get(part) or LESSONS.get(part)
    return known.guidance if known else ""


def course_guidance() -> Words:
    """What belongs on the course page."""
    return COURSE
