"""How mail leaves, how fast, and what comes back."""

import environ

env = environ.Env()

EMAIL_BACKEND = "mail.backend.LedgerBackend"
LMS_DELIVERY_BACKEND = env("LMS_DELIVERY_BACKEND", default="mail.smtp.DoubtTrackingBackend")
EMAIL_HOST = env("LMS_SMTP_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("LMS_SMTP_PORT", default=8025)
EMAIL_HOST_USER = env("LMS_SMTP_USER", default="")
EMAIL_HOST_PASSWORD = env("LMS_SMTP_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("LMS_SMTP_TLS", default=False)
EMAIL_TIMEOUT = env.int("LMS_SMTP_TIMEOUT", default=20)
# The provider whose reports are taken at /mail/events/ ("amazon_ses", "postmark" or another of
# django-anymail's), and the "user:password" that it has to know.
LMS_MAIL_PROVIDER = env("LMS_MAIL_PROVIDER", default="")
# The one topic of Amazon SNS whose reports are believed; empty: any that knows the secret.
LMS_SES_TOPIC = env("LMS_SES_TOPIC", default="")
# `LMS_ANYMAIL` holds what its interface for sending asks, as JSON: {"POSTMARK_SERVER_TOKEN": "…"}.
ANYMAIL = {
    **env.json("LMS_ANYMAIL", default={}),
    "WEBHOOK_SECRET": env("LMS_WEBHOOK_SECRET", default=""),
}
# How many workers send newsletters at a time, and how fast: 0 is without limit.
LMS_BULK_PUMPS = env.int("LMS_BULK_PUMPS", default=2)
LMS_MAIL_PER_MINUTE = env.int("LMS_MAIL_PER_MINUTE", default=0)
# "example.org=60,*=600": messages a minute to a domain, and to any other.
LMS_MAIL_PER_MINUTE_BY_DOMAIN = env.dict(
    "LMS_MAIL_PER_MINUTE_BY_DOMAIN", default={}, cast={"value": int}
)
# Mailboxes that take "name+anything@…"; see docs/operations.md. Without them nothing is promised.
LMS_BOUNCE_MAILBOX = env("LMS_BOUNCE_MAILBOX", default="")
LMS_UNSUBSCRIBE_MAILBOX = env("LMS_UNSUBSCRIBE_MAILBOX", default="")
# Shown to the secretariat as the record to publish; the mail server itself signs.
LMS_DKIM_SELECTOR = env("LMS_DKIM_SELECTOR", default="")
LMS_DKIM_PUBLIC_KEY = env("LMS_DKIM_PUBLIC_KEY", default="")
# Sign-ups that nobody confirmed are forgotten after so many days; 0 keeps them.
LMS_UNCONFIRMED_DAYS = env.int("LMS_UNCONFIRMED_DAYS", default=30)
LMS_NEWSLETTER_FROM = env("LMS_NEWSLETTER_FROM", default="")
LMS_NEWSLETTER_REPLY_TO = env("LMS_NEWSLETTER_REPLY_TO", default="")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env(
    "LMS_MAIL_FROM", default="CityNet Learning <learning@example.org>"
)
