"""The application, and the window at which it asks."""

from functools import cached_property

from django.apps import AppConfig
from django.conf import settings

from zhamen.office.selfcheck.window import Window


class SelfcheckConfig(AppConfig):
    """The self-service page. It has no tables: nothing of it is kept."""

    name = "zhamen.office.selfcheck"
    label = "selfcheck"

    @cached_property
    def window(self) -> Window:
        """Return what inspects for the page."""
        return Window(settings.ZHAMEN_SETTINGS)

    def close(self) -> None:
        """End what inspects, if anybody asked."""
        if "window" in self.__dict__:
            self.window.close()
            del self.__dict__["window"]
