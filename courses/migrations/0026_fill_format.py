"""The format of each course, as the page in its own language says it."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    Course = apps.get_model("courses", "Course")
    CoursePage = apps.get_model("courses", "CoursePage")
    source = CoursePage.objects.filter(
        translation_key=OuterRef("key"), locale__language_code=OuterRef("source_language")
    )
    found = Course.objects.annotate(said=Subquery(source.values("format")[:1]))
    for pk, said in found.exclude(said=None).values_list("pk", "said"):
        Course.objects.filter(pk=pk).update(format=said)


class Migration(migrations.Migration):
    dependencies = [("courses", "0025_sessions_and_parts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
