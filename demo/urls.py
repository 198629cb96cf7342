"""Addresses of the demo: its inbox, and the page where a meeting would be."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("meeting/", views.meeting, name="meeting"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/messages.json", views.messages_json, name="messages-json"),
    path("inbox/<int:message_id>/", views.message, name="message"),
    path("inbox/<int:message_id>/html/", views.message_html, name="message-html"),
    path("inbox/<int:message_id>.eml", views.message_source, name="message-source"),
]
