"""Our settings with the peers beside us that only the bench installs."""

from lms.settings.base import *

INSTALLED_APPS = [
    *INSTALLED_APPS,
    "post_office",
    "django.contrib.sites",
    "sorl.thumbnail",
    "newsletter",
]
ROOT_URLCONF = "bench.peer_urls"
SITE_ID = 1
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "BATCH_SIZE": 500,
    "LOG_LEVEL": 0,
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
NEWSLETTER_THUMBNAIL = "sorl-thumbnail"
NEWSLETTER_USE_HTTPS = True
