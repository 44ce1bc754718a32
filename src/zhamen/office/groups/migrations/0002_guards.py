"""Within the database: deeds only come, and a text stays as it was under its digest."""

from django.db import migrations

from zhamen.office.vendor_sql import VendorSQL, refusing


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("groups", "0001_initial"),)
    operations = (
        VendorSQL(refusing("groups_deed", "UPDATE", "deeds are append-only")),
        VendorSQL(refusing("groups_deed", "DELETE", "deeds are append-only")),
        # It may go, should somebody have written what must not be here; a page says so then.
        VendorSQL(refusing("groups_wording", "UPDATE", "another wording is another row")),
    )
