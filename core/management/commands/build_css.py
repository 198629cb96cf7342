"""`manage.py build_css`: join the stylesheet that pages load."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core.stylesheet import build_site_css, site_css_path


class Command(BaseCommand):
    help = "Writes lms/static/css/site.css from the tokens, base, layout and components."

    def handle(self, *args: Any, **options: Any) -> None:
        path = site_css_path()
        path.write_text(build_site_css(), encoding="utf-8")
        self.stdout.write(f"{path.name}: {path.stat().st_size} bytes")
