"""Our settings with django-post_office beside them; only the bench installs it."""

from lms.settings.base import *

INSTALLED_APPS = [*INSTALLED_APPS, "post_office"]
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "BATCH_SIZE": 500,
    "LOG_LEVEL": 0,
}
