"""Within the database: answers and attendance only come, and what is out stays as it is."""

from django.db import migrations

from zhamen.office.vendor_sql import VendorSQL, refusing

_ONLY_COME = ("answer", "attendance", "letter", "certificate")


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("study", "0001_initial"),)
    operations = (
        *(
            VendorSQL(refusing(f"study_{table}", verb, f"study_{table} is append-only"))
            for table in _ONLY_COME
            for verb in ("UPDATE", "DELETE")
        ),
        VendorSQL(refusing("study_issue", "UPDATE", "what is out stays as it is",
                           "OLD.state = 'published'")),
        VendorSQL(refusing("study_issue", "DELETE", "what is out stays as it is",
                           "OLD.state = 'published'")),
    )  # fmt: skip
