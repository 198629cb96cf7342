"""Addresses and forms of a check, and what its page says."""

import re

from django.urls import reverse

from tests.factories.quizzes import (
    answers_to,
    check_of,
    lesson_with_check,
)

HTMX = {"HX-Request": "true"}


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def lesson_address(enrollment):
    return reverse(
        "learning:lesson", args=[enrollment.run.slug, lesson_with_check(enrollment).slug]
    )


def check_address(enrollment, key=""):
    slugs = [enrollment.run.slug, lesson_with_check(enrollment).slug]
    return reverse("quizzes:check", args=[*slugs, key or check_of(enrollment).key])


def form(enrollment, *, right=None, number=1, answers=None):
    """What the browser sends."""
    chosen = answers_to(check_of(enrollment), right=right) if answers is None else answers
    return {"number": number, **{f"question-{key}": keys for key, keys in chosen.items()}}


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def checked_in(text):
    """The values of all options that are chosen."""
    return set(re.findall(r'value="([^"]+)" checked', text))
