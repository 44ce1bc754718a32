"""Where the office keeps what is not in its database: keys, and the head of its journal."""

import os
from dataclasses import dataclass
from pathlib import Path

from zhamen.errors import UsageError
from zhamen.settings import OfficeSettings


@dataclass(frozen=True, slots=True)
class Places:
    """The office's folder and what lies in it."""

    folder: Path
    server: str = ""
    """`postgresql://…`, or empty for SQLite in the folder."""
    staged: str = ""
    """What the names of database and head end in while they are not in force yet."""

    @classmethod
    def of(cls, settings: OfficeSettings) -> "Places":
        """Return the places that the settings name."""
        state = Path(os.environ.get("XDG_STATE_HOME") or Path("~/.local/state").expanduser())
        return cls(settings.folder or state / "zhamen" / "office", settings.database)

    @property
    def sqlite(self) -> Path:
        """Return the embedded database."""
        return self.folder / f"office.sqlite3{self.staged}"

    @property
    def journal(self) -> str:
        """Return where `zhamen journal` finds the records."""
        return self.server or str(self.sqlite)

    @property
    def signing_key(self) -> Path:
        """Return what signs the journal."""
        return self.folder / "journal.key"

    @property
    def public_key(self) -> Path:
        """Return what checks the journal; a copy belongs with the auditor."""
        return self.folder / "journal.pub"

    @property
    def head(self) -> Path:
        """Return the signed head, kept outside the database so that an old one is noticed."""
        return self.folder / f"journal.head{self.staged}"

    @property
    def office_key(self) -> Path:
        """Return what signs cookies and seals the seeds of one-time codes."""
        return self.folder / "office.key"

    def prepare(self) -> None:
        """Make the folder, for its owner alone. Raises UsageError."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"{self.folder}: {error.strerror}",
                advice="office.folder: 给出可写的文件夹 / writable",
            ) from error
        if self.folder.stat().st_mode & 0o077:
            raise UsageError(
                f"{self.folder}: 其他用户可以进入 / others can enter",
                advice=f"chmod 700 {self.folder}",
            )
