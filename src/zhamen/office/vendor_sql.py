"""Triggers and the like: SQL that each database writes in its own way, as a migration's step."""

from collections.abc import Mapping, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class VendorSQL(Operation):
    """Runs the statements of the database at hand; it cannot be taken back."""

    reversible = False
    reduces_to_sql = True

    def __init__(self, statements: Mapping[str, Sequence[str]]) -> None:
        """Take statements by vendor: `sqlite`, `postgresql`."""
        self.statements = statements

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change no model."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Run them. A database that we have no guards for is refused: KeyError."""
        for statement in self.statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    def describe(self) -> str:
        """Say what it is."""
        return "Guards within the database"


def refusing(table: str, verb: str, words: str, when: str = "") -> dict[str, list[str]]:
    """Return statements that make a table refuse a verb (`UPDATE`, `DELETE`, `INSERT`).

    `when` is a condition over OLD and NEW under which it is refused; left out: always.
    """
    name = f"{table}_no_{verb.lower()}"
    condition = f" WHEN ({when})" if when else ""
    truncate = [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    ] if verb == "DELETE" else []  # fmt: skip
    return {
        "sqlite": [
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table}{condition} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        ],
        "postgresql": [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW{condition} "
            f"EXECUTE FUNCTION {name}()",
            *truncate,
        ],
    }
