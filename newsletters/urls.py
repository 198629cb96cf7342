"""Addresses of `newsletters`, behind the language prefix."""

from django.urls import path

from core.page_cache import keep_public_pages
from newsletters import views
from newsletters.feeds import feed

app_name = "newsletters"
urlpatterns = [
    path("feed/", keep_public_pages(feed), name="feed"),
    path("sign-up/", keep_public_pages(views.sign_up), name="sign-up"),
    path("subscribe/", views.subscribe, name="subscribe"),
    path("asked/", views.asked, name="asked"),
    path("link/", views.link, name="link"),
    path("confirm/<slug:token>/", views.confirm, name="confirm"),
    path("preferences/", views.preferences_start, name="preferences-start"),
    path("preferences/<slug:token>/", views.preferences, name="preferences"),
    path("preferences/<slug:token>/language/", views.speak, name="speak"),
    path("preferences/<slug:token>/revoke/", views.revoke, name="revoke"),
    path("preferences/<slug:token>/leave/", views.leave_all, name="leave-all"),
    path("unsubscribe/<slug:token>/", views.unsubscribe, name="unsubscribe"),
    path("goodbye/<slug:token>/", views.goodbye, name="goodbye"),
]
