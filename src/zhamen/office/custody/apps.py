"""The application; it has a say when somebody is to be closed."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Custody."""

    name = "zhamen.office.custody"
    label = "custody"

    def ready(self) -> None:
        """Answer when somebody leaves."""
        from zhamen.office.custody.leaving import copies_held
        from zhamen.office.people.staff import person_closing

        person_closing.connect(copies_held)
