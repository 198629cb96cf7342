"""The sweep over percentages goes on past a row that is broken."""

import pytest

from learning.models import Enrollment
from learning.refreshing import refresh_stale
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment

pytestmark = pytest.mark.django_db


def test_one_enrollment_that_cannot_be_computed_stops_nobody_else():
    run = make_run()
    before, broken, after = (make_enrollment(run=run) for _ in range(3))
    rows = Enrollment.objects
    rows.filter(pk=broken.pk).update(rule={"kind": "BY_THE_STARS"})

    refresh_stale(at=NOW)

    fresh = rows.exclude(percent_at=None).values_list("pk", flat=True)
    assert set(fresh) == {before.pk, after.pk}
