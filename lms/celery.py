"""The Celery app and its static beat schedule.

A message is only a doorbell: each task looks into the database for its work, so a lost, doubled
or late message changes nothing. Each sweep below finds what a lost doorbell left.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.base")

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "courses.compile_dirty_outlines": {
        "task": "courses.compile_dirty_outlines",
        "schedule": 60.0,
    },
    "learning.refresh_percentages": {
        "task": "learning.refresh_percentages",
        "schedule": 60.0,
    },
}
