"""The application, and the key with which it signs."""

from functools import cached_property

from django.apps import AppConfig
from django.conf import settings

from zhamen.journal.keys import SigningKey, load_signing_key


class JournalConfig(AppConfig):
    """The journal."""

    name = "zhamen.office.journal"
    label = "journal"

    @cached_property
    def key(self) -> SigningKey:
        """Return what signs the journal."""
        return load_signing_key(settings.ZHAMEN_PLACES.signing_key)
