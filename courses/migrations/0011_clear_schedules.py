from django.db import migrations
from django.db.models import Q

PAGE_TYPES = ("coursepage", "modulepage", "lessonpage")
MOMENTS = ("go_live_at", "expire_at")


def clear(apps, schema_editor):
    """Pages of courses, and drafts of them, have no schedule: they are published with their course.

    A draft with a date in it was skipped by "Publish course" without a word.
    """
    kinds = apps.get_model("contenttypes", "ContentType").objects.filter(
        app_label="courses", model__in=PAGE_TYPES
    )
    kind_ids = list(kinds.values_list("pk", flat=True))
    pages = apps.get_model("wagtailcore", "Page").objects.filter(content_type_id__in=kind_ids)
    pages.update(go_live_at=None, expire_at=None)
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type_id__in=kind_ids
    )
    revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    dated = ~Q(content__go_live_at=None) | ~Q(content__expire_at=None)
    for revision in revisions.filter(dated).iterator(chunk_size=100):
        revision.content = {**revision.content, **dict.fromkeys(MOMENTS)}
        revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    """Backwards there is nothing to do: nothing ever read these dates."""

    dependencies = [
        ("courses", "0010_part_of_a_skeleton"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(clear, migrations.RunPython.noop),
    ]
