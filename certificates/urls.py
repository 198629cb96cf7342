"""Addresses of `certificates`, outside the language prefix: they stand on paper."""

from django.urls import path

from . import views

app_name = "certificates"
urlpatterns = [
    path("", views.check, name="check"),
    path("mine/", views.certificate_list, name="list"),
    path("mine/share/", views.share, name="share"),
    path("of/<str:token>/", views.shared, name="shared"),
    path("<str:code>/", views.verify, name="verify"),
    path("<str:code>/certificate.pdf", views.pdf, name="pdf"),
]
