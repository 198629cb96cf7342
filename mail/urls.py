"""Addresses of the ledger below /cms/mail/."""

from django.urls import path

from .views import deliverability

app_name = "mail"
urlpatterns = [path("deliverability/", deliverability, name="deliverability")]
