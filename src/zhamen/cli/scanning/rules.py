"""What a verdict rests on besides the file: one text that changes with any of it."""

import hashlib
from dataclasses import replace
from datetime import datetime
from importlib.metadata import distributions

from zhamen.policy.version import rules_version
from zhamen.settings import Settings, SpoolSettings


def rules_in_force(settings: Settings, channel: str, register: str) -> str:
    """Return a digest over rules, readers, libraries, limits, language, register and year.

    `register` is the state of the register. A verdict given under another text is none.
    """
    # Rules know "this year"; where verdicts are spooled changes none of them.
    year = str(datetime.now().year)
    own = repr(replace(settings, spool=SpoolSettings()))
    parts = (rules_version(settings.policy.phrases), channel, own, register, year, *_libraries())
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _libraries() -> list[str]:
    """Return name and version of all that is installed: a new reader may read what none could."""
    found = {f"{each.name}=={each.version}" for each in distributions()}
    return sorted(found)
