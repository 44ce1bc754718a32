"""The office's Django settings as a module, which is how the type checker wants them."""

from pathlib import Path

from zhamen.office.configuring import django_settings
from zhamen.office.places import Places
from zhamen.settings import Settings

globals().update(django_settings(Settings(), Places(Path("/nowhere")), "00" * 32))
