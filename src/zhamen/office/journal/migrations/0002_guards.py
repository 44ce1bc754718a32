"""Within the database: entries and checkpoints only come, and the head only grows."""

from django.db import migrations

from zhamen.office.vendor_sql import VendorSQL, refusing

_WORDS = "the journal is append-only"


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("journal", "0001_initial"),)
    operations = (
        *(
            VendorSQL(refusing(f"journal_{table}", verb, _WORDS))
            for table in ("entry", "checkpoint")
            for verb in ("UPDATE", "DELETE")
        ),
        VendorSQL(refusing("journal_head", "UPDATE", _WORDS, "NEW.size <= OLD.size")),
        VendorSQL(refusing("journal_head", "DELETE", _WORDS)),
    )
