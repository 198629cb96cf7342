"""Addresses of figures below /cms/figures/."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.overall, name="overall"),
    path("courses/<int:pk>/", views.course, name="course"),
    path("years/<int:number>/", views.year, name="year"),
    path("years/<int:number>/<slug:what>/", views.year_rows, name="year-rows"),
]
