"""Addresses of `learning`, behind the language prefix.

The words after a run's slug are kept free by `courses.compiling`: no lesson has such an address.
"""

from django.urls import path

from learning import views

app_name = "learning"
urlpatterns = [
    path("reminders/<str:token>/off/", views.reminders_off, name="reminders-off"),
    path("applications/<str:token>/off/", views.applications_off, name="applications-off"),
    path("learn/<slug:run_slug>/", views.resume, name="resume"),
    path("learn/<slug:run_slug>/enroll/", views.enroll_page, name="enroll"),
    path("learn/<slug:run_slug>/withdraw/", views.withdraw_page, name="withdraw"),
    path("learn/<slug:run_slug>/progress/", views.progress_page, name="progress"),
    path("learn/<slug:run_slug>/seats/", views.seats, name="seats"),
    # Two words, so that no lesson can have this address.
    path("learn/<slug:run_slug>/seats/mine/", views.my_seat, name="my-seat"),
    path("learn/<slug:run_slug>/seats/again/", views.again_page, name="again"),
    path("learn/<slug:run_slug>/seats/waiting/", views.waiting_page, name="waiting"),
    path("learn/<slug:run_slug>/course/", views.course, name="course"),
    path("learn/<slug:run_slug>/<str:lesson_slug>/", views.lesson, name="lesson"),
    path("learn/<slug:run_slug>/<str:lesson_slug>/done/", views.mark_done, name="lesson-done"),
]
