"""Load the sample network, and leave a list of the accounts where `make demo` looks for it."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.loading import load_everything
from demo.network import read_network


class Command(BaseCommand):
    help = "Load the demo network. What is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_everything(at=timezone.now())
        accounts = [
            {"role": role, "email": email, "password": password}
            for role, email, password in read_network().sign_ins()
        ]
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"accounts": accounts}, indent=1)
        (settings.VAR_DIR / "demo.json").write_text(text, encoding="utf-8")
        self.stdout.write(
            f"Demo network: {loaded.course_count} courses, {loaded.run_count} runs, "
            f"{loaded.new_learner_count} new learners."
        )
