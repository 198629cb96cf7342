"""Pages of the CMS about sendings, and what can be done with one there."""

from django.urls import reverse


def page(client, name, *args, **query):
    return client.get(reverse(f"newsletters_cms:{name}", args=args), query)


def do(client, planned, deed, **more):
    address = reverse("newsletters_cms:sending-deed", args=[planned.pk])
    return client.post(address, {"deed": deed, **more}, follow=True)
