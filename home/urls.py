"""Addresses of `home`, behind the language prefix."""

from django.urls import path

from core.page_cache import keep_public_pages
from home import views

app_name = "home"
urlpatterns = [
    path("account-fragment/", views.account_fragment, name="account-fragment"),
    path("my-learning/", views.dashboard, name="dashboard"),
    path("my-profile/", views.profile, name="profile"),
    path("my-profile/certificate-name/", views.certificate_name, name="profile-certificate-name"),
    path("my-profile/consents/", views.consents, name="profile-consents"),
    path("my-profile/reminders/", views.reminders, name="profile-reminders"),
    path("my-profile/newsletter/", views.newsletter, name="profile-newsletter"),
    path(
        "my-profile/newsletter/confirm/",
        views.confirm_newsletter,
        name="profile-newsletter-confirm",
    ),
    path("my-profile/agree/", views.agree, name="profile-agree"),
    path("my-profile/data/", views.download_data, name="profile-data"),
    path("my-profile/erase/", views.erase, name="profile-erase"),
    path("my-profile/erased/", views.erased, name="erased"),
    path("goals/", keep_public_pages(views.goal_list), name="goal-list"),
    path("goals/<int:number>/", keep_public_pages(views.goal), name="goal"),
    path("search/", views.search, name="search"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
