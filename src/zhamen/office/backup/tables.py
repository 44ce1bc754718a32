"""The tables of the office as rows of JSON: the same from SQLite and from PostgreSQL.

Rows are read and written by the models as they were at the migrations that the backup names, so
that an older backup comes back into the tables of its own time; opening the office moves them on.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from zhamen.errors import UsageError

_LEFT = ("sessions.Session",)
"""Who is signed in at the moment: nobody is after a restore."""
_BATCH = 500
Node = tuple[str, str]


@contextmanager
def one_state() -> Iterator[None]:
    """See the database as it is now until the block ends, and hold nobody up."""
    values = vars(connection)
    before = values.get("transaction_mode")
    # A deferred transaction reads beside those who write; ours are IMMEDIATE otherwise.
    values["transaction_mode"] = "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        values["transaction_mode"] = before


def applied() -> list[Node]:
    """Return the migrations that made the tables. Raises UsageError for a newer version's."""
    loader = MigrationLoader(connection)
    made = sorted(loader.applied_migrations)
    _check_known(made, loader)
    return made


def _check_known(nodes: list[Node], loader: MigrationLoader) -> None:
    unknown = [f"{app}.{name}" for app, name in nodes if (app, name) not in loader.graph.nodes]
    if unknown:
        raise UsageError(
            f"这个版本不认识的表结构 / tables of a newer version: {', '.join(unknown)}",
            advice="用新的版本 / use the newer version of zhamen",
        )


def models_of(nodes: list[Node]) -> list[Any]:
    """Return the models of the tables as these migrations made them."""
    loader = MigrationLoader(connection)
    state = loader.project_state(nodes)
    found = state.apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.label not in _LEFT]


def rows_of(model: Any) -> Iterator[list[list[Any]]]:
    """Yield a table's rows in batches, as JSON takes them."""
    fields = _fields(model)
    plain = [_plain(field) for field in fields]
    names = [field.attname for field in fields]
    batch: list[list[Any]] = []
    for row in model._default_manager.order_by("pk").values_list(*names).iterator(_BATCH):
        batch.append([turn(value) for turn, value in zip(plain, row, strict=True)])
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def make_tables(nodes: list[Node]) -> None:
    """Make the tables as these migrations did. Raises UsageError for those of a newer version."""
    executor = MigrationExecutor(connection)
    _check_known(nodes, executor.loader)
    # The last of each application: a plan to an earlier one would lead back.
    last = [(app, max(name for other, name in nodes if other == app)) for app, _ in nodes]
    executor.migrate(list(dict.fromkeys(last)))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Migrations leave some of them immediate; rows come table by table.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def add_rows(model: Any, batch: list[list[Any]]) -> None:
    """Add a batch of rows, each under the key that it had."""
    quoted = connection.ops.quote_name
    fields = _fields(model)
    columns = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    rows = [
        [
            field.get_db_prep_save(_value(field, value), connection)
            for field, value in zip(fields, row, strict=True)
        ]
        for row in batch
    ]
    with connection.cursor() as cursor:
        # By our own statement: the ORM would set the dates of `auto_now_add` anew.
        cursor.executemany(
            f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({marks})", rows
        )


def count_on(made: list[Any]) -> None:
    """Let new rows be numbered behind those that were added."""
    statements = connection.ops.sequence_reset_sql(no_style(), made)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def standing() -> list[str]:
    """Return the tables that stand in the database already."""
    names = set(connection.introspection.table_names())
    return sorted(names & {"journal_entry", "people_person", "django_migrations"})


def _fields(model: Any) -> list[Any]:
    return list(model._meta.concrete_fields)


def _plain(field: Any) -> Callable[[Any], Any]:
    """Return what turns a field's values into those of JSON."""
    if isinstance(field, models.BinaryField):
        return lambda value: None if value is None else base64.b64encode(value).decode()
    if isinstance(field, models.DateField):
        return lambda value: None if value is None else value.isoformat()
    return lambda value: value


def _value(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value)
