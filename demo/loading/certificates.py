"""What the demo's certificates say below the facts: that they are samples."""

from __future__ import annotations

from collections.abc import Iterable

from certificates.models import CertificateTemplate
from courses.models import Provider
from demo.course_files import CONTENT_DIR, read_yaml, stable_id


def ensure_certificate_templates(providers: Iterable[Provider]) -> None:
    """One template for each provider that has none."""
    there = set(CertificateTemplate.objects.values_list("provider", flat=True))
    texts: dict[str, str] = read_yaml(CONTENT_DIR / "site.yaml")["certificate_wording"]
    wording = [
        {
            "type": "wording",
            "value": {"language": language, "text": text},
            "id": stable_id("certificate", language),
        }
        for language, text in texts.items()
    ]
    for provider in providers:
        if provider.pk not in there:
            CertificateTemplate.objects.create(provider=provider, wording=wording)
