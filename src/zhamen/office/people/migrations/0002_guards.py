"""Within the database: nobody sits in two kinds of seats, whatever writes there."""

from django.db import migrations

from zhamen.office.vendor_sql import VendorSQL

_WORDS = "system, security and audit administrator are never one person"
_OTHER = "SELECT 1 FROM people_seat WHERE person_id = NEW.person_id AND role <> NEW.role"
_BESIDES = f"{_OTHER} AND id <> OLD.id"
_APART = {
    "sqlite": [
        f"CREATE TRIGGER people_seat_apart_{verb.lower()} BEFORE {verb} ON people_seat "
        f"WHEN EXISTS ({other}) BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
        for verb, other in (("INSERT", _OTHER), ("UPDATE", _BESIDES))
    ],
    # The person's row is locked first: two transactions of which neither sees the other's seat
    # must not both go through.
    "postgresql": [
        statement
        for verb, other in (("INSERT", _OTHER), ("UPDATE", _BESIDES))
        for statement in (
            f"CREATE FUNCTION people_seat_apart_{verb.lower()}() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN PERFORM 1 FROM people_person WHERE id = NEW.person_id FOR UPDATE; "
            f"IF EXISTS ({other}) THEN RAISE EXCEPTION '{_WORDS}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER people_seat_apart_{verb.lower()} BEFORE {verb} ON people_seat "
            f"FOR EACH ROW EXECUTE FUNCTION people_seat_apart_{verb.lower()}()",
        )
    ],
}


class Migration(migrations.Migration):
    """A trigger."""

    dependencies = (("people", "0001_initial"),)
    operations = (VendorSQL(_APART),)
