"""What workers do: print certificates, send mail."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils import timezone

from certificates.models import Certificate
from certificates.rendering import render_pdf
from certificates.sheet import make_sheet, qr_svg
from mail.actions import queue_delivery
from mail.sending import send_deliveries

from .rows import Row

RUNS = 3
MESSAGES = 200
_numbers = itertools.count(1)
EMPTY = ("name", "provider", "starts", "link")


def measure_certificates() -> list[Row]:
    """Certificates a second in one process; against WeasyPrint where it can be imported."""
    now = timezone.now()
    sheet = make_sheet(_certificate())
    ours = _per_second(lambda: render_pdf(_next(sheet), issued_at=now))
    theirs = _weasyprint(sheet)
    row = Row(
        "certificates of one process",
        ours,
        "pdf/s",
        ours / theirs if theirs else None,
        "WeasyPrint",
        "6" if theirs else "6; WeasyPrint is not installed",
    )
    return [row, Row("the same by WeasyPrint", theirs, "pdf/s")] if theirs else [row]


def _next(sheet: dict[str, Any]) -> dict[str, Any]:
    """For another person: Typst remembers what it has set already."""
    number = next(_numbers)
    address = f"https://example.org/certificates/{number:012}/"
    return {**sheet, "name": f"Learner {number}", "code": f"{number:012}", "qr": qr_svg(address)}


def _certificate() -> Certificate:
    now = timezone.now()
    return Certificate(
        serial="CN-2026-000001",
        code="K7QM2XRD9FTA",
        language="en",
        name="Rani Wijaya",
        course_title="How a street is read",
        provider_name="A city",
        starts_date=now.date(),
        completed_date=now.date(),
        effort_minutes=60,
        goals=[{"number": 11, "title": "Sustainable cities", "color": "#fd9d24"}],
        signatories=[],
        wording="",
        outline_number=1,
        art_seed="bench",
        issued_at=now,
    )


def _weasyprint(sheet: dict[str, Any]) -> float:
    try:
        from weasyprint import HTML
    except (ImportError, OSError):
        return 0.0
    source = (Path(__file__).parent / "certificate.html").read_text(encoding="utf-8")
    template = Engine().from_string(source)
    return _per_second(
        lambda: HTML(string=template.render(Context({"sheet": _next(sheet)}))).write_pdf()
    )


def _per_second(work: Callable[[], object], seconds: float = 3.0) -> float:
    """The median of several runs; what is made once is made before."""
    work()
    rates = []
    for _ in range(RUNS):
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            work()
            count += 1
        rates.append(count / (time.perf_counter() - began))
    return statistics.median(rates)


def measure_mail() -> Row:
    """Messages a second of one worker, from the ledger to a real SMTP server."""
    send_deliveries(seconds=60)
    rates = []
    for run in range(RUNS):
        for number in range(MESSAGES):
            queue_delivery(
                key=f"bench:{run}:{number}",
                template="enrollment_confirmed",
                language="en",
                to_email=f"reader{number}@example.org",
                context={
                    "name": "",
                    "course": "A course",
                    "provider": "",
                    "starts": "",
                    "link": "",
                },
            )
        began = time.perf_counter()
        sent = send_deliveries(seconds=60)
        rates.append(sent / (time.perf_counter() - began))
    return Row("ledger messages of one worker", statistics.median(rates), "mail/s")
