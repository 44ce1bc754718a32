"""What a verdict rests on besides the file: one text that changes with any of it."""

import hashlib
from dataclasses import replace
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path

from zhamen.policy.version import rules_version
from zhamen.reading.archives import libarchive
from zhamen.settings import Settings, SpoolSettings


def rules_in_force(settings: Settings, channel: str, register: str) -> str:
    """Return a digest over rules, readers, libraries, limits, language, register and year.

    `register` is the state of the register. A verdict given under another text is none.
    """
    # Rules know "this year"; where verdicts are spooled changes none of them.
    year = str(datetime.now().year)
    own = repr(replace(settings, spool=SpoolSettings()))
    parts = (rules_version(settings.policy.phrases), channel, own, register, year,
             *_libraries(), *_model(settings.speech.model_dir))  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _libraries() -> list[str]:
    """Return name and version of all that is installed: a new reader may read what none could."""
    found = {f"{each.name}=={each.version}" for each in distributions()}
    return [*sorted(found), f"libarchive: {libarchive.library() is not None}"]


def _model(folder: Path | None) -> list[str]:
    """Return what lies in the folder of the speech model; another one may hear something else."""
    if folder is None or not folder.is_dir():
        return []
    files = sorted(folder.iterdir())
    return [f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
