"""The yardstick for memory: Wagtail, wagtail-localize and allauth alone."""

import os

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.bare_urls",
    SECRET_KEY="bench",
    USE_I18N=True,
    USE_TZ=True,
    WAGTAIL_I18N_ENABLED=True,
    WAGTAIL_SITE_NAME="bench",
    WAGTAIL_CONTENT_LANGUAGES=[("en", "English"), ("ko", "한국어")],
    LANGUAGES=[("en", "English"), ("ko", "한국어")],
    STATIC_URL="/static/",
    WAGTAILADMIN_BASE_URL="http://127.0.0.1",
    DATABASES={"default": environ.Env.db_url_config(os.environ["DATABASE_URL"])},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        *("wagtail_localize", "wagtail_localize.locales", "wagtail.contrib.redirects"),
        *("wagtail.embeds", "wagtail.users", "wagtail.snippets", "wagtail.documents"),
        *("wagtail.images", "wagtail.search", "wagtail.admin", "wagtail", "modelcluster"),
        *("taggit", "allauth", "allauth.account", "django.contrib.auth"),
        *("django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"),
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
)
application = get_wsgi_application()
