"""PDFs that no certificate names: what a worker left that was killed before its transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from .models import Certificate

FOLDER = "certificates"
YOUNG = timedelta(hours=1)  # its worker may still be about to commit


def remove_strays(*, at: datetime) -> int:
    """Delete them: they bear a name that no erasure would find. Returns how many; idempotent."""
    storage = Certificate._meta.get_field("pdf").storage
    if not storage.exists(FOLDER):
        return 0
    count = 0
    for year in storage.listdir(FOLDER)[0]:
        folder = f"{FOLDER}/{year}"
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        known = set(
            Certificate.objects.filter(pdf__startswith=f"{folder}/").values_list("pdf", flat=True)
        )
        for name in names:
            if name not in known and storage.get_modified_time(name) < at - YOUNG:
                storage.delete(name)
                count += 1
    return count
