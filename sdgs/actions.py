"""load_sdgs(): make the rows say what sdgs/data/sdg.json says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from .models import Goal, Target

DATA_FILE = Path(__file__).parent / "data" / "sdg.json"


@dataclass(frozen=True)
class Loaded:
    goals: int
    targets: int


@transaction.atomic
def load_sdgs() -> Loaded:
    """Write goals and targets. Idempotent: rows are known by number and code, never replaced."""
    data: dict[str, Any] = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    Goal.objects.bulk_create(
        [Goal(**row) for row in data["goals"]],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["title", "short_title", "color", "translations"],
    )
    goal_ids = dict(Goal.objects.values_list("number", "pk"))
    Target.objects.bulk_create(
        [
            Target(
                code=row["code"],
                goal_id=goal_ids[row["goal"]],
                text=row["text"],
                translations=row.get("translations", {}),
                sort_order=_sort_order(row["code"]),
            )
            for row in data["targets"]
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["goal", "text", "translations", "sort_order"],
    )
    return Loaded(goals=len(data["goals"]), targets=len(data["targets"]))


def _sort_order(code: str) -> int:
    """1.2 before 1.10, and both before 1.a."""
    goal, part = code.split(".")
    return int(goal) * 1000 + (int(part) if part.isdigit() else 500 + ord(part))
