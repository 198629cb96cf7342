from django.db import migrations
from django.db.models import Case, CharField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    """What learners say of themselves today; of those who were erased it is gone.

    One UPDATE, so that a million rows are one pass.
    """
    Enrollment = apps.get_model("learning", "Enrollment")
    people = apps.get_model("users", "User").objects.filter(pk=OuterRef("learner"))
    said = apps.get_model("members", "Affiliation").objects.filter(user=OuterRef("learner"))
    kind = Case(
        When(member__isnull=False, then="member__kind"),
        default=Value("OTHER"),
        output_field=CharField(),
    )
    Enrollment.objects.update(
        country=Coalesce(Subquery(people.values("country")[:1]), Value("")),
        affiliation_kind=Coalesce(Subquery(said.annotate(said=kind).values("said")[:1]), Value("")),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0004_where_learners_come_from"),
        ("members", "0001_network_and_affiliation"),
    ]

    operations = [
        # Back: the columns go with 0004, and with them what was copied.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
