import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0007_plans_for_three_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="course",
            name="newest_outline",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.courseoutline",
            ),
        ),
        migrations.AddField(
            model_name="course",
            name="pages_stamp",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
    ]
