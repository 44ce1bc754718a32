"""Settings: one TOML file becomes frozen dataclasses; what it does not know it refuses."""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from zhamen.errors import UsageError

Chosen = TypeVar("Chosen")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one file; the names in quotes are the reasons that a verdict shows."""

    seconds: float = 10.0
    """`timeout`: wall-clock time in the worker."""
    memory_bytes: int = 512 << 20
    """`memory`: address space that the worker may add to its own."""
    input_bytes: int = 256 << 20
    """`too_large`: size of the file itself."""
    output_chars: int = 32 << 20
    """`too_much_text`: characters of text in all its passages."""
    expanded_bytes: int = 256 << 20
    """`expansion`: bytes of all members of a package, unpacked."""
    members: int = 10_000
    """`too_many_members`: entries of a package."""
    depth: int = 10
    """`nesting`: packages within packages."""
    frames: int = 300
    """`too_many_frames`: pictures of a film, frames of an animation, pages of a TIFF."""
    sound_seconds: float = 7200.0
    """`sound_too_long`: seconds of one sound track that are heard."""
    pixels: int = 120_000_000
    """`too_many_pixels`: width × height of a picture."""


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """What a unit adds to the shipped policy."""

    phrases: tuple[Path, ...] = ()
    """TOML files with phrase rules of the unit's own."""
    organisations: tuple[str, ...] = ()
    """Names and short names of the unit, so that its own exam papers are known as its own."""
    allowed: Path | None = None
    """Sentences that were found to be false alarms, as keyed digests; needs `spool.digest_key`."""
    releases: Path | None = None
    """What a second person let go, as the office publishes it; needs `spool.digest_key`."""


@dataclass(frozen=True, slots=True)
class RegisterSettings:
    """Which bundles of the register a gate recognises documents by."""

    bundles: tuple[Path, ...] = ()
    """Files made by `zhamen register`; one that does not open lets nothing pass."""
    keys: tuple[Path, ...] = ()
    """One key file for all bundles, or one for each in order; none: from the environment."""
    key_command: str = ""
    """A command that prints the key, where no key file is given."""
    huge_pages: bool = False
    """Keep the tables in huge pages of each process: faster with millions of documents, where the
    system grants them; they are read whole when a bundle is opened, and shared no more."""
    refresh_seconds: float = 0.2
    """How often a running gate looks for a newer bundle."""
    newest: Path | None = None
    """File in which the newest bundle seen is remembered: an older one is refused. Empty: beside
    the spool in a gate that has one, nowhere else."""
    guesses: int = 20
    """Messages of one sender that may touch registered documents in `guess_hours`; the next are
    held unasked. 0: no limit."""
    gate_guesses: int = 1000
    """The same for all senders of a gate together."""
    guess_hours: float = 24.0


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """The model that writes down what is said on recordings."""

    model_dir: Path | None = None
    """Folder of a model for sherpa-onnx; empty: speech is not understood, and so unread."""
    kind: str = "sense_voice"
    """Which kind of model lies there: see docs/guide/recordings.md."""
    language: str = "zh"
    """What is spoken, for kinds that ask."""
    threads: int = 1


@dataclass(frozen=True, slots=True)
class SpoolSettings:
    """Where verdicts are written down for the office."""

    folder: Path | None = None
    """Empty: verdicts are not kept."""
    digest_key: Path | None = None
    """Key of the digests by which a leak is traced later; empty: nothing is kept of contents."""


@dataclass(frozen=True, slots=True)
class SnapshotSettings:
    """Where the office publishes policy and register for this gatehouse."""

    folder: Path | None = None
    """Empty: the settings alone decide."""
    key: Path | None = None
    """The office's public key."""
    most_hours: int = 0
    """How old the office's last word may be; beyond it everything is held. 0: any age."""


@dataclass(frozen=True, slots=True)
class GateTables:
    """The tables `[gates.NAME]`, kept as they are: each gate knows its own settings."""

    tables: Mapping[str, Any] = field(default_factory=dict)
    beside: Path = Path()

    def of(self, name: str, kind: type[Chosen]) -> Chosen:
        """Return the settings of a gate as a dataclass of its own. Raises UsageError."""
        table = self.tables.get(name, {})
        if not isinstance(table, Mapping):
            raise UsageError(f"gates.{name}: got {table!r}, expected a table")
        settings: Chosen = _filled(kind, table, f"gates.{name}", self.beside)
        return settings


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """The secrecy office that `zhamen serve` opens."""

    name: str = "保密办"
    """The unit's name for it, at the head of pages and printed forms."""
    folder: Path | None = None
    """Database, keys and head of the journal; empty: `~/.local/state/zhamen/office`."""
    database: str = ""
    """Empty: SQLite in the folder; else `postgresql://user@host/name`."""
    address: str = "127.0.0.1"
    """Where it listens; anything but this machine needs a certificate or a proxy."""
    port: int = 8640
    hosts: tuple[str, ...] = ()
    """Names by which browsers reach it, besides localhost."""
    certificate: Path | None = None
    """TLS certificate with its chain, PEM."""
    certificate_key: Path | None = None
    """The certificate's private key, PEM."""
    behind_proxy: bool = False
    """A proxy in front speaks TLS, and sets X-Forwarded-Proto and X-Forwarded-For itself."""
    idle_minutes: int = 15
    """A session without a request ends after this time."""
    session_hours: int = 8
    """A session ends after this time in any case."""
    lock_after: int = 5
    """Wrong passwords or codes in a row that lock an account."""
    lock_minutes: int = 15
    """For how long; it doubles with each further lock."""
    suite: str = "gm"
    """Hash of the journal, settled at the first opening: `gm` (SM3) or `intl` (SHA-256)."""
    signing: str = "ed25519"
    """Signature of the journal: `ed25519`, or `sm2` with the extra `gm`."""
    study_hours_ordinary: int = 4
    """Lessons (学时) of a year that staff cleared 一般 must have."""
    study_hours_important: int = 4
    """The same for 重要."""
    study_hours_core: int = 4
    """The same for 核心."""
    lesson_minutes: int = 45
    """Minutes of a lesson; an issue counts the five minutes that it takes."""
    snapshots: Path | None = None
    """Where snapshots for the gatehouse are published; empty: none are."""
    published: Path | None = None
    """Folder whose `phrases/` and `register/` are published with every snapshot."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with defaults that are safe."""

    language: str = "zh"
    """`zh` or `en`."""
    limits: Limits = field(default_factory=Limits)
    policy: PolicySettings = field(default_factory=PolicySettings)
    register: RegisterSettings = field(default_factory=RegisterSettings)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    spool: SpoolSettings = field(default_factory=SpoolSettings)
    snapshot: SnapshotSettings = field(default_factory=SnapshotSettings)
    gates: GateTables = field(default_factory=GateTables)
    office: OfficeSettings = field(default_factory=OfficeSettings)


_PATHS = ("phrases", "bundles", "keys")
"""Settings that are lists of paths."""


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings of `path`, else of $ZHAMEN_SETTINGS, else the defaults.

    Raises UsageError for an unreadable file, an unknown key or a value of the wrong type.
    """
    if path is None and "ZHAMEN_SETTINGS" in os.environ:
        path = Path(os.environ["ZHAMEN_SETTINGS"])
    if path is None:
        return Settings()
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: {error}", advice="expected a readable TOML file") from error
    settings: Settings = _filled(Settings, table, str(path), path.parent)
    return settings


def _filled(kind: type[Any], table: Mapping[str, Any], where: str, beside: Path) -> Any:
    known = {each.name: each for each in fields(kind)}
    if unknown := sorted(set(table) - set(known)):
        raise UsageError(f"{where}: unknown settings {unknown}", advice=f"known: {sorted(known)}")
    default = kind()
    values = {
        name: _value(getattr(default, name), value, f"{where}: {name}", beside)
        for name, value in table.items()
    }
    return kind(**values)


def _value(default: Any, value: Any, where: str, beside: Path) -> Any:
    """Return `value` in the type of `default`; paths are taken from beside the settings file."""
    if isinstance(default, GateTables) and isinstance(value, Mapping):
        return GateTables(value, beside)
    if hasattr(default, "__dataclass_fields__"):
        if not isinstance(value, Mapping):
            raise UsageError(f"{where}: got {value!r}, expected a table")
        return _filled(type(default), value, where, beside)
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise UsageError(f"{where}: got {value!r}, expected a list of strings")
        paths = where.endswith(_PATHS)
        return tuple(beside / each if paths else each for each in value)
    if default is None:
        return beside / str(value)
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default):
        raise UsageError(f"{where}: got {value!r}, expected {type(default).__name__}")
    return value


def for_rooms(settings: Settings) -> str:
    """Return, as JSON, the settings that a process of parsers needs: no path of a key is in it."""
    speech = asdict(settings.speech)
    folder = speech.pop("model_dir")
    if folder is not None:
        speech["model_dir"] = str(folder.absolute())
    return json.dumps({"limits": asdict(settings.limits), "speech": speech})


def in_room(text: str) -> Settings:
    """Return the settings that `for_rooms` wrote."""
    settings: Settings = _filled(Settings, json.loads(text), "room", Path())
    return settings
