"""From a certificate's row to the words and drawings on the page. No query."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from babel import Locale
from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.cover_art import cover_art, on_paper
from courses.effort import say_effort

from .fonts import REGION_CODES, families, han_region
from .models import Certificate
from .names import is_right_to_left

STRIP = (300, 851)  # 74 by 210 mm
MARK = Path(__file__).parent / "typst" / "mark.svg"
MOST_OF_COURSES = 180  # characters that leave room for the longest name; more stand on its page
DARK_ON = {1, 4, 8, 10, 13, 16, 17}  # goals whose colour takes white figures


def babel_locale(language: str) -> Locale:
    """Babel's name of one of the site's languages."""
    return Locale.parse({"zh-hans": "zh_Hans"}.get(language, language), sep="_")


def long_date(day: date, language: str) -> str:
    """For example 7 February 2027."""
    pattern = "d MMMM y" if language == "en" else "long"
    return format_date(day, pattern, locale=babel_locale(language))


def public_address(certificate: Certificate) -> str:
    """The address in the QR code: outside the language prefix, so that paper stays true."""
    return settings.LMS_SITE_URL + reverse("certificates:verify", args=[certificate.printed_code])


def make_sheet(certificate: Certificate, courses: tuple[str, ...] | None = None) -> dict[str, Any]:
    """What `certificates.rendering.render_pdf` prints. `courses`: of a programme."""
    region = certificate.name_region
    own_region = han_region(certificate.language, "")
    with override(certificate.language):
        return {
            "document_title": _("Certificate of completion") + f" {certificate.serial}",
            "lang": certificate.language[:2],
            "families": families(own_region),
            **name_on_sheet(certificate.name, certificate.name_latin, region),
            "kind": _("Certificate of completion"),
            "completed_line": _("has completed the course")
            if courses is None
            else _("has completed the programme"),
            "course": certificate.course_title,
            "provider": certificate.provider_name,
            "facts": _facts(certificate, courses),
            "note": certificate.note or certificate.wording,
            "goals": [
                {**goal, "on_color": "#ffffff" if goal["number"] in DARK_ON else "#12211d"}
                for goal in certificate.goals
            ],
            "signatories": certificate.signatories or _plain_signatories(certificate),
            "code": certificate.printed_code,
            "serial": certificate.serial,
            "address": settings.LMS_SITE_URL.partition("//")[2] + "/certificates",
            "qr": qr_svg(public_address(certificate)),
            "qr_alt": _("Code that opens the public page of this certificate"),
            "mark": MARK.read_text(),
            "strip": _strip(
                certificate.art_seed,
                tuple((goal["number"], goal["color"]) for goal in certificate.goals),
            ),
        }


def name_on_sheet(name: str, latin: str, region: str) -> dict[str, Any]:
    """The part of the data that prints the name. `region` is of `certificates.fonts`."""
    return {
        "name": name,
        "name_latin": latin,
        "name_rtl": is_right_to_left(name),
        "name_lang": _name_language(region),
        "name_families": families(region),
    }


def _name_language(region: str) -> str:
    return {"KR": "ko", "JP": "ja"}.get(REGION_CODES[region], "zh")


def _facts(certificate: Certificate, courses: tuple[str, ...] | None) -> list[str]:
    """What stands below the course. Together a sentence; a line may end after each part."""
    days = _("from %(start)s to %(end)s, %(length)s,")
    if certificate.starts_date >= certificate.completed_date:  # also before the run began
        days = _("completed on %(end)s, %(length)s,")
    values = {
        "provider": certificate.provider_name,
        "start": long_date(certificate.starts_date, certificate.language),
        "end": long_date(certificate.completed_date, certificate.language),
        "length": say_effort(certificate.effort_minutes),
    }
    return [
        _("offered by %(provider)s on CityNet Learning,") % values,
        days % values,
        _what_is_done(courses),
    ]


def _what_is_done(courses: tuple[str, ...] | None) -> str:
    if courses is None:
        return _("with every required lesson and knowledge check done.")
    names = ", ".join(f"“{each}”" for each in courses)
    if not names or len(names) > MOST_OF_COURSES:
        return _("with all that the programme asks for done.")
    return _("with its courses completed: %(courses)s.") % {"courses": names}


def _plain_signatories(certificate: Certificate) -> list[dict[str, str]]:
    provider = _("For %(provider)s") % {"provider": certificate.provider_name}
    return [
        {"name": provider, "title": _("Course provider"), "picture": ""},
        {"name": _("For CityNet"), "title": _("Secretariat"), "picture": ""},
    ]


@lru_cache(maxsize=256)
def _strip(seed: str, goals: tuple[tuple[int, str], ...]) -> str:
    """The course's plan. Drawing it takes ten times as long as the page, so it is kept."""
    colors = dict(goals)
    drawing = cover_art(seed, list(colors), *STRIP, grain=1.2)
    return on_paper(drawing, colors, *STRIP)


def qr_svg(text: str) -> str:
    """A QR code of error level M with its quiet zone left to the page."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(border=0, dark="#12211d", scale=4)).replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
    )
