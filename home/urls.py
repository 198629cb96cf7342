"""Addresses of `home`, behind the language prefix."""

from django.urls import path

from core.page_cache import keep_public_pages
from home import views

app_name = "home"
urlpatterns = [
    path("account-fragment/", views.account_fragment, name="account-fragment"),
    path("my-learning/", views.dashboard, name="dashboard"),
    path("my-profile/", views.profile, name="profile"),
    path("goals/", keep_public_pages(views.goal_list), name="goal-list"),
    path("goals/<int:number>/", keep_public_pages(views.goal), name="goal"),
    path("search/", views.search, name="search"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
