"""Counts and what was seen in them; the view of copies tells since when, and what counts said."""

from datetime import datetime
from itertools import groupby
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from zhamen.custody.ledger import LEDGER


def made_again(apps: Any, schema: Any) -> None:
    """Fill the new columns of the view from the deeds."""
    deeds = apps.get_model("custody", "Deed").objects.order_by("document_id", "version")
    copies = apps.get_model("custody", "Copy").objects
    for number, rows in groupby(deeds.iterator(), key=lambda row: row.document_id):
        state = LEDGER.replay(
            LEDGER.kinds[row.name].from_facts(datetime.fromisoformat(row.at), row.by, row.facts)
            for row in rows
        )
        for copy in state.copies.values() if state else ():
            values = {"since": copy.since, "unseen": copy.unseen, "stray": copy.stray}
            copies.filter(document_id=number, number=copy.number).update(**values)


def _key() -> Any:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _to(model: str, kind: Any = django.db.models.deletion.PROTECT, **more: Any) -> Any:
    return models.ForeignKey(model, kind, **{"related_name": "+", **more})


class Migration(migrations.Migration):
    """Columns of the view, and the two tables of a count."""

    dependencies = (("custody", "0002_guards"), ("people", "0002_guards"))
    operations = (
        migrations.AddField("copy", "since", models.DateTimeField(null=True)),
        migrations.AddField("copy", "unseen", models.DateTimeField(null=True)),
        migrations.AddField("copy", "stray", models.DateTimeField(null=True)),
        migrations.RunPython(made_again, migrations.RunPython.noop),
        migrations.AlterField("copy", "since", models.DateTimeField()),
        migrations.CreateModel(
            "Stocktake",
            [
                ("id", _key()),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(null=True)),
                ("by", _to("people.person")),
                ("place", _to("custody.place", blank=True, null=True, verbose_name="地点")),
                ("second", _to("people.person", verbose_name="第二人")),
            ],
            options={"ordering": ("-begun_at",)},
        ),
        migrations.CreateModel(
            "Sighting",
            [
                ("id", _key()),
                ("place", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("copy", _to("custody.copy")),
                (
                    "stocktake",
                    _to("custody.stocktake", models.CASCADE, related_name="sightings"),
                ),
            ],
        ),
        migrations.AddConstraint(
            "stocktake",
            models.CheckConstraint(
                condition=~models.Q(by=models.F("second")), name="custody_two_count"
            ),
        ),
        migrations.AddConstraint(
            "stocktake",
            models.UniqueConstraint(
                fields=("by",), condition=models.Q(closed_at=None), name="custody_one_count_at_once"
            ),
        ),
        migrations.AddConstraint(
            "sighting",
            models.UniqueConstraint(fields=("stocktake", "copy"), name="custody_sighted_once"),
        ),
    )
