"""Addresses of the player."""

from django.urls import reverse


def address(enrollment, lesson=None, name="lesson"):
    slugs = [enrollment.run.slug, *([lesson.slug] if lesson else [])]
    return reverse(f"learning:{name}", args=slugs)


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
