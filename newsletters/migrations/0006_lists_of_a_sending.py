"""A sending is for certain lists. Those of before went, and those planned go, as was promised."""

from django.db import migrations, models


def keep_the_promise(apps, schema_editor):
    """Until now the lists that an audience named decided, and all where it named none."""
    keys = list(
        apps.get_model("newsletters", "MailingList").objects.values_list("pk", "key").order_by("pk")
    )
    sendings = apps.get_model("newsletters", "IssueSending").objects.all()
    for planned in sendings.iterator(chunk_size=500):
        named = _named(planned.audience)
        chosen = [pk for pk, key in keys if named is None or key in named]
        planned.lists.set(chosen or [pk for pk, _key in keys])


def _named(audience):
    every = audience.get("conditions") or []
    must_meet_all = audience.get("must_meet_all", True)
    naming = [each for each in every if each.get("kind") == "list" and not each.get("is_not")]
    if not naming or (not must_meet_all and naming != every):
        return None
    deciding = naming[:1] if must_meet_all else naming
    return {key for each in deciding for key in each.get("values") or []}


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0005_former_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="issuesending",
            name="had_it_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="issuesending",
            name="lists",
            field=models.ManyToManyField(
                related_name="+", to="newsletters.mailinglist", verbose_name="lists"
            ),
        ),
        migrations.RunPython(keep_the_promise, migrations.RunPython.noop),
    ]
