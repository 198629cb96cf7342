"""The project as a whole holds together."""

from django.core.management import call_command


def test_system_checks_find_nothing(db):
    call_command("check", fail_level="WARNING")
