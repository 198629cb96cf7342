from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """The outline with the highest number of each course."""
    Course = apps.get_model("courses", "Course")
    outlines = apps.get_model("courses", "CourseOutline").objects.filter(course=OuterRef("pk"))
    newest = outlines.order_by("-number").values("pk")[:1]
    Course.objects.update(newest_outline=Subquery(newest))


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0008_newest_outline_of_a_course"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
