"""Addresses of the demo's inbox."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("messages.json", views.messages_json, name="messages-json"),
    path("<int:message_id>/", views.message, name="message"),
    path("<int:message_id>/html/", views.message_html, name="message-html"),
    path("<int:message_id>.eml", views.message_source, name="message-source"),
]
