"""The desk of an issue: its addresses, and what can be done there."""

from django.urls import reverse


def address(name, page):
    return reverse(f"newsletter-issues:{name}", args=[page.pk])


def do(client, page, deed, **values):
    response = client.post(address("desk", page), {"deed": deed, **values}, follow=True)
    page.refresh_from_db()
    return response.content.decode()
