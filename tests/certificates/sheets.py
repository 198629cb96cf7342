"""Certificates in memory, to print without a database."""

from datetime import UTC, date, datetime

from certificates.fonts import han_region
from certificates.models import Certificate
from users.names import tidy_name

ISSUED_AT = datetime(2027, 2, 7, 9, tzinfo=UTC)
GOALS = [
    {"number": 5, "title": "Gender Equality", "color": "#FF3A21"},
    {"number": 10, "title": "Reduced Inequalities", "color": "#DD1367"},
    {"number": 11, "title": "Sustainable Cities and Communities", "color": "#FD9D24"},
]
NAMES = {
    "latin": ("Maria Clara Santos", "en", "PH"),
    "vietnamese": ("Nguyễn Thị Hằng", "en", "VN"),
    "korean": ("김지현", "ko", "KR"),
    "japanese": ("渡邊 直子", "ja", "JP"),
    "chinese": ("欧阳 晓骨", "zh-hans", "CN"),
    "taiwanese": ("歐陽 曉骨", "en", "TW"),
    "bengali": ("নাদিয়া করিম", "bn", "BD"),
    "devanagari": ("क्षितिज श्रेष्ठ", "ne", "NP"),
    "sinhala": ("ශ්‍රීමතී කුමාරි", "en", "LK"),
    "tamil": ("கவிதா சுப்பிரமணியம்", "en", "LK"),
    "thai": ("สมหญิง ใจดี", "en", "TH"),
    "arabic": ("محمد رضا علی‌پور", "en", "IR"),
    "khmer": ("សុខា ចាន់", "en", "KH"),
    "lao": ("ສົມສັກ ວົງສາ", "en", "LA"),
    "burmese": ("အောင်ကျော်", "en", "MM"),
    "markup": ('#import "x" ] $ * _ <a> \\ @b', "en", "KR"),
    "long": ("Wilhelmina " * 12 + "Santos", "en", "PH"),
}


def certificate(name="Nadia Karim", language="en", country="BD", **fields) -> Certificate:
    values = {
        "code": "K7QM2XRD9FTA",
        "serial": "CN-2027-000482",
        "language": language,
        "name": tidy_name(name),
        "name_region": han_region(language, country),
        "course_title": "Urban Safety & Inclusive Spaces Masterclass",
        "provider_name": "Think City",
        "starts_date": date(2027, 1, 18),
        "completed_date": date(2027, 2, 7),
        "effort_minutes": 540,
        "goals": GOALS,
        "art_seed": "urban-safety-inclusive-spaces",
        "outline_number": 1,
        "issued_at": ISSUED_AT,
    }
    return Certificate(**{**values, **fields})
