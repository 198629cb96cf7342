"""The loaded network as its tests ask for it."""

from datetime import UTC, datetime

from django.apps import apps
from django.conf import settings

from courses.models import CourseRun
from demo.network import read_network
from learning.models import Enrollment

# When it is loaded.
NOW = datetime(2027, 3, 10, 4, 30, tzinfo=UTC)
LANGUAGES = settings.LANGUAGES


def rows():
    """How many rows each table holds, and the newest of them."""
    counts = {}
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
            counts[model._meta.label] = (model._default_manager.count(), newest)
    return counts


def run(key):
    entries = {run.key: run for course in read_network().courses for run in course.runs}
    return CourseRun.objects.get(slug=entries[key].slug_on(NOW.date()))


def enrollment(name, run_key):
    return Enrollment.objects.get(learner__email=f"{name}@example.org", run=run(run_key))
