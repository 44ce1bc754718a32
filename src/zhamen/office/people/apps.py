"""The application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "zhamen.office.people"
    label = "people"
