"""All addresses. What a printed certificate shows stands outside the language prefix."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve

from core.page_cache import keep_public_pages
from home.sitemaps import SITEMAPS, robots
from lms.favicon import favicon
from lms.health import healthz, readyz
from mail.webhooks import provider_events

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("styleguide/", RedirectView.as_view(pattern_name="home:styleguide")),
    path("certificates/", include("certificates.urls")),
    path("calendar/", include("live.calendar_urls")),
    path("mail/events/", provider_events, name="mail-events"),
    path("newsletter/go/", include("newsletters.link_urls")),
    # Wagtail's own sign-in would go round e-mail verification, rate limits and MFA.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("courses.urls")),
]

if settings.LMS_DEMO:
    urlpatterns += [path("demo/", include("demo.urls"))]

urlpatterns += i18n_patterns(
    path("account/", include("allauth.urls")),
    path("", include("learning.urls")),
    path("", include("quizzes.urls")),
    path("", include("feedback.urls")),
    path("", include("live.urls")),
    path("", include("discussions.urls")),
    path("", include("notifications.urls")),
    path("newsletter/", include("newsletters.urls")),
    path("review/", include("studio.urls.guests")),
    path("", include("home.urls")),
    # The same view as Wagtail's, which keeps public pages in memory for a minute.
    re_path(serve_pattern, keep_public_pages(serve), name="wagtail_serve"),
    path("", include(wagtail_urls)),
)
