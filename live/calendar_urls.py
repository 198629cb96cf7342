"""Calendars that programs subscribe to: outside the language prefix, under `calendar/`."""

from django.urls import path

from live.views import calendars

app_name = "live-calendars"
urlpatterns = [
    path("mine/<str:token>.ics", calendars.mine, name="mine"),
    path("courses/<uuid:key>.ics", calendars.course, name="course"),
    path("sessions/<uuid:session_key>.ics", calendars.session, name="session"),
]
