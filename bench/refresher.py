"""A worker's sweep over percentages in a process of its own: says how long it took,
and how much of that it computed."""

import time

import django
from django.utils import timezone


def main() -> None:
    django.setup()
    from learning.models import Enrollment
    from learning.refreshing import refresh_stale

    began = time.perf_counter()
    while Enrollment.objects.with_stale_percent().exists():
        refresh_stale(at=timezone.now())
    print(time.perf_counter() - began, time.process_time())


if __name__ == "__main__":
    main()
