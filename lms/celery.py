"""The Celery app and its static beat schedule.

A message is only a doorbell: each task looks into the database for its work, so a lost, doubled
or late message changes nothing. Each sweep in `beat.py` finds what a lost doorbell left.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init

from .beat import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = BEAT_SCHEDULE


@celeryd_init.connect
def _be_patient(conf: Any, **kwargs: Any) -> None:
    """A worker waits for its broker; the settings' own options are those of a doorbell."""
    if str(conf.broker_url).startswith(("redis://", "rediss://")):
        conf.broker_transport_options = {"visibility_timeout": 3600, "socket_keepalive": True}
        conf.broker_connection_retry_on_startup = True
