"""Lists, counts and figures are answered from indexes: the rows themselves carry whole verdicts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes."""

    dependencies = (("desk", "0001_initial"),)
    operations = (
        migrations.RemoveIndex("event", "desk_decided"),
        migrations.AddIndex(
            "event", models.Index(fields=("decision", "at", "id"), name="desk_decided")
        ),
        migrations.AddIndex(
            "event",
            models.Index(
                fields=("at", "id", "decision", "clauses", "unread", "sender", "group"),
                name="desk_listed",
            ),
        ),
        migrations.AddIndex(
            "hold",
            models.Index(
                fields=("due",), condition=models.Q(outcome="waiting"), name="desk_waiting"
            ),
        ),
        migrations.AddIndex(
            "hold",
            models.Index(
                fields=("until",), condition=models.Q(outcome="released"), name="desk_released"
            ),
        ),
    )
