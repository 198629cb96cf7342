"""The demo is loaded on whatever day somebody tries it."""

from datetime import UTC, datetime

import pytest

from demo.loading import load_everything
from demo.network import read_network


@pytest.mark.parametrize("today", [datetime(2027, 1, 1, 0, 5), datetime(2028, 12, 31, 23, 55)])
@pytest.mark.slow
@pytest.mark.long
@pytest.mark.django_db
def test_the_demo_loads_on_the_first_and_the_last_day_of_a_year(today):
    loaded = load_everything(at=today.replace(tzinfo=UTC))

    assert loaded.new_learner_count == len(read_network().learners)
