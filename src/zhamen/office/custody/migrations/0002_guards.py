"""Within the database: deeds only come."""

from django.db import migrations

from zhamen.office.vendor_sql import VendorSQL, refusing


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("custody", "0001_initial"),)
    operations = tuple(
        VendorSQL(refusing("custody_deed", verb, "deeds are append-only"))
        for verb in ("UPDATE", "DELETE")
    )
