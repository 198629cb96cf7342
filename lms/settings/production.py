"""Production: no default for a secret; refuses to start without one."""

from .base import *

DEBUG = False
LMS_DEMO = False
SECRET_KEY = env("SECRET_KEY")
LMS_HASH_KEY = env("LMS_HASH_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES["default"] = {**DATABASES["default"], **env.db_url("DATABASE_URL")}
LMS_BROKER_URL = CELERY_BROKER_URL = env("LMS_BROKER_URL")
LMS_SITE_URL = WAGTAILADMIN_BASE_URL = env("LMS_SITE_URL")
LMS_MFA_REQUIRED_FOR_STAFF = env.bool("LMS_MFA_REQUIRED_FOR_STAFF", default=True)
# Limits of sign-in and sign-up count by address: how many proxies add to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("LMS_TRUSTED_PROXY_COUNT", default=1)

SECURE_SSL_REDIRECT = env.bool("LMS_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[LMS_SITE_URL])
