"""Numbers that no database holds, in hidden fields and addresses of the studio: never an error."""

import pytest
from django.urls import reverse

from tests.factories.courses import make_course, make_run
from users.models import User

pytestmark = pytest.mark.django_db
LONG_AGO = "0001-01-01T00:00:00+14:00"  # no moment in UTC
ODD = ["9" * 5000, "9" * 30, "-1", "²", "٣", "1e9", "", "None"]


@pytest.fixture
def run(client):
    client.force_login(User.objects.create_superuser("k@example.org", "a-long-password"))
    return make_run(make_course(lessons=(2,)))


@pytest.mark.parametrize("odd", ODD)
def test_no_number_is_an_error(client, run, odd):
    course, key = run.course, str(run.course.newest_outline.outline.modules[0].lessons[0].key)
    publish = {"deed": "publish", "audience": "EVERYBODY", "pages": odd, "seen": f"{odd}:x"}
    posts = [
        (reverse("studio:course-arrange", args=[course.pk]), {"number": odd, "deed": f"up:{key}"}),
        (reverse("studio:course-publish", args=[course.pk]), {**publish, "arrangement": odd}),
        (reverse("studio:course-outlines", args=[course.pk]), {"outline": odd, "number": odd}),
        (reverse("studio:course-guests", args=[course.pk]), {"link": odd}),
        (reverse("studio:trusted-providers"), {"provider": odd}),
        (reverse("studio:run-codes", args=[run.pk]), {"deed": "revoke", "code": odd}),
        (reverse("studio:run-codes", args=[run.pk]), {"deed": "make", "uses": odd}),
        (reverse("studio:course-comments", args=[course.pk]), {"comment": odd, "from": odd}),
        (reverse("studio:run-message", args=[run.pk]), {"deed": "send", "count": odd}),
        (reverse("runs:add"), {"course": odd, "capacity": odd}),
        (reverse("runs:edit", args=[run.pk]), {"capacity": odd, "minimum": odd}),
        (reverse("studio:run-checks", args=[run.pk]), {"enrollment": odd, "activity_key": odd}),
    ]
    gets = [
        (reverse("runs:add"), {"course": odd}),
        (reverse("runs:index"), {"p": odd, "course__provider": odd}),
        (reverse("studio:course-outlines", args=[course.pk]), {"p": odd, "from": odd, "to": odd}),
        (reverse("studio:course-log", args=[course.pk]), {"before": f"{LONG_AGO}_{odd}_1"}),
        (reverse("studio:course-log", args=[course.pk]), {"before": f"{LONG_AGO}_0_{odd}"}),
        (reverse("studio:run-roster", args=[run.pk]), {"after": odd, "before": odd}),
        (reverse("studio:course-effect", args=[course.pk, "EVERYBODY"]), {"p": odd}),
        (reverse("reports:course", args=[course.pk]), {"run": odd}),
        (reverse("reports:year-rows", args=[2027, "participants"]), {"after": odd, "course": odd}),
    ]

    answers = [client.post(*each) for each in posts] + [client.get(*each) for each in gets]

    assert {answer.status_code for answer in answers} <= {200, 302, 400, 404, 422}
