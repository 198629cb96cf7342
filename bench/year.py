"""The annual figures over a million enrollments: the page, with all that it asks."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import CourseRun
from tests.factories.courses import make_course, make_run
from tests.factories.learning import make_learner
from users.models import User
from users.roles import SECRETARIAT

from .rows import Row
from .sample import sign_in

PEOPLE, RUNS = 250_000, 4
TURNS = 3


def measure_year() -> list[Row]:
    """The median of several turns, as the secretariat waits for the page and the spreadsheet."""
    course = make_course(lessons=(2,), checks=False)
    runs = [make_run(course) for _ in range(RUNS)]
    _enroll_a_million(runs)
    secretary = make_learner()
    secretary.groups.add(Group.objects.get(name=SECRETARIAT))
    client = Client(HTTP_HOST="127.0.0.1", headers={"cookie": sign_in(secretary)})
    address = reverse("reports:year", args=[timezone.now().year])
    name = f"annual figures over {PEOPLE * RUNS:,} enrollments"
    return [
        Row(f"{name}: page", _seconds(client, address), "s", goal="5 s"),
        Row(f"{name}: spreadsheet", _seconds(client, f"{address}?format=xlsx"), "s", goal="5 s"),
    ]


def _seconds(client: Client, address: str) -> float:
    took = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _enroll_a_million(runs: list[CourseRun]) -> None:
    """In this year; three of ten have completed, and each of these has a certificate."""
    now = timezone.now()
    first = now.replace(month=1, day=1) + timedelta(hours=1)
    User.objects.bulk_create(
        (User(email=f"million{number}@example.org") for number in range(PEOPLE)), batch_size=2000
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO learning_enrollment (learner_id, run_id, enrolled_at, country,
                affiliation_kind, enrolled_count, rule, percent, completed_at, completed_rule,
                certificate_note)
            SELECT u.id, r, %s + (now() - %s) * ((u.id %% 1000) / 1000.0),
                (ARRAY['KR','NP','FJ','BD','LK','MN','TH','VN','ID','PH'])[1 + u.id %% 10],
                (ARRAY['','FULL','ASSOCIATE','OTHER'])[1 + u.id %% 4], 1,
                '{"kind": "ALL_REQUIRED"}', 50,
                CASE WHEN u.id %% 10 < 3 THEN now() END,
                CASE WHEN u.id %% 10 < 3 THEN '{"kind": "ALL_REQUIRED"}'::jsonb END, ''
            FROM users_user u, unnest(%s) r WHERE u.email LIKE 'million%%'
            """,
            [first, first, [run.pk for run in runs]],
        )
        cursor.execute(
            """
            INSERT INTO certificates_certificate (enrollment_id, version, code, serial, language,
                name, name_latin, name_key, name_region, course_title, provider_name, starts_date,
                completed_date, effort_minutes, goals, signatories, wording, note, rule,
                outline_number, art_seed, pdf, pdf_bytes, issued_at, is_linked_onward,
                revoke_reason, is_public)
            SELECT id, 1, lpad(id::text, 12, 'A'), '', 'en', '', '', '', 'SC', 'A course',
                'A city', now(), now(), 180, '[{"number": 11, "title": "Cities", "color": ""}]',
                '[]', '', '', '{}', 1, '', '', 0, now(), false, '', true
            FROM learning_enrollment WHERE completed_at IS NOT NULL AND run_id = ANY(%s)
            """,
            [[run.pk for run in runs]],
        )
        for table in ("users_user", "learning_enrollment", "certificates_certificate"):
            cursor.execute(f"ANALYZE {table}")
