"""The application, and what its own work in the background stumbles over."""

from collections.abc import Mapping

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk."""

    name = "zhamen.office.desk"
    label = "desk"
    troubles: Mapping[str, str] = {}
    """Step → kind of error, of the feeder that runs in this process."""
