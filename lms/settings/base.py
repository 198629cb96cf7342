"""Settings shared by every environment.

Everything that differs between places comes from the environment; the defaults fit `make demo`.
Our own settings begin with `LMS_`. Sections are in alphabetical order; sign-in, the CMS and mail
have a module each.
"""

import zoneinfo
from pathlib import Path

import environ

from .accounts import *
from .cms import *
from .mail import *

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env("DEMO_DIR", default=str(BASE_DIR / "var"))).resolve()

# --- Apps ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    # ours, top of the stack first: templates above win over those below
    "demo",
    "home",
    "studio",
    "reports",
    "newsletters",
    "certificates",
    "feedback",
    "quizzes",
    "live",
    "discussions",
    "learning",
    "courses",
    "members",
    "notifications",
    "mail",
    "sdgs",
    "users",
    "core",
    "lms.apps.LmsConfig",
    # theirs
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "users.cms.CmsUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton",
    "django_htmx",
    "django_linear_migrations",
    "csp",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# --- Caches: none of them needs Redis --------------------------------------------------------
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 60,
        # Anybody can ask with ever new queries; a page takes up to 40 kB of each worker.
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # The `{% cache %}` tag's own: signed-in readers' odd addresses push no page out of memory.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "lessons": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "lessons",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "TIMEOUT": 3600,
    },
}

# --- Celery ----------------------------------------------------------------------------------
LMS_BROKER_URL = env("LMS_BROKER_URL", default="")
CELERY_BROKER_URL = LMS_BROKER_URL or "filesystem://"
# The doorbell's options: a web request never waits for a broker (see core/doorbell.py).
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
if CELERY_BROKER_URL.startswith("filesystem://"):
    _queue_dir = VAR_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue_dir / "messages"),
        "data_folder_out": str(_queue_dir / "messages"),
        "control_folder": str(_queue_dir / "control"),
        "processed_folder": str(_queue_dir / "processed"),
        "store_processed": False,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
        "socket_connect_timeout": 0.2,
        "socket_timeout": 0.25,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "mail.send_sendings": {"queue": "bulk"},
    "mail.*": {"queue": "mail"},
    "certificates.*": {"queue": "certificates"},
}

# --- Content security policy -----------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        # An embedded video is loaded after a click, from nowhere else than these.
        "frame-src": ["'self'", "https://www.youtube-nocookie.com", "https://player.vimeo.com"],
    },
}

# --- Databases -------------------------------------------------------------------------------
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("LMS_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Statements that are asked all day are planned once for a connection.
LMS_PREPARED_STATEMENTS = env.bool("LMS_PREPARED_STATEMENTS", default=True)
if LMS_PREPARED_STATEMENTS and DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 5
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Debug and demo --------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
LMS_DEMO = env.bool("LMS_DEMO", default=False)
SECRET_KEY = env("SECRET_KEY", default="for-the-demo-only-never-in-production")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
LMS_HASH_KEY = env("LMS_HASH_KEY", default=SECRET_KEY)

# --- Languages and time ----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("ko", "한국어"),
    ("zh-hans", "简体中文"),
    ("ja", "日本語"),
    ("id", "Bahasa Indonesia"),
    ("bn", "বাংলা"),
    ("ne", "नेपाली"),
]
FORMAT_MODULE_PATH = ["lms.formats"]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# Of zones the tzdata of PyPI knows best: the machine's own files would win, and may be years old.
zoneinfo.reset_tzpath(to=())
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# --- Learning ------------------------------------------------------------------------------
# A seat that got free is kept so many hours for who is first on the waiting list.
LMS_SEAT_OFFER_HOURS = env.int("LMS_SEAT_OFFER_HOURS", default=48)

# --- Logging: everything to the process's own output, where whoever runs it collects it --------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handlers would write a mail about each error, through the ledger.
    "loggers": {"django": {"handlers": [], "level": env("LMS_LOG_LEVEL", default="INFO")}},
}

# --- Middleware ------------------------------------------------------------------------------
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lms.middleware.NulMiddleware",
    "csp.middleware.CSPMiddleware",
    "lms.middleware.CmsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.middleware.PrefixMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.middleware.CmsEntrance",
    "lms.middleware.CmsSecondFactor",
    "studio.doors.CmsDoors",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# --- Sessions: in the database, so that they outlive a cache ----------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# --- Static and media files ------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("LMS_STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "lms" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Certificates and files of lessons have no address of their own: a view asks who may see them.
LMS_PROTECTED_ROOT = VAR_DIR / "protected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "protected": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": LMS_PROTECTED_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Serve straight from the apps where nobody ran collectstatic.
WHITENOISE_USE_FINDERS = env.bool("LMS_STATIC_FROM_APPS", default=DEBUG)

# --- Templates -------------------------------------------------------------------------------
_loaders = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lms" / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", _loaders)],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

# --- Wagtail ---------------------------------------------------------------------------------
WAGTAILADMIN_BASE_URL = LMS_SITE_URL = env("LMS_SITE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
