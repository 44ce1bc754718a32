"""Messengers' folders: where they stand in a home, and what the path of a file in them tells."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from glob import glob
from importlib.resources import files
from pathlib import Path, PureWindowsPath

_MOVED = "AppData/Roaming/Tencent/xwechat/config/*.ini"
"""WeChat 4.x notes down here where its folder was moved to."""
_BLANKS = {"month": r"\d{4}-\d{2}"}


@dataclass(frozen=True, slots=True)
class Client:
    """A messenger, and where it keeps files."""

    title: str
    title_en: str
    root: str
    folders: tuple[str, ...]
    paths: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Store:
    """The folders of one account of one client on this machine."""

    client: Client
    root: Path
    folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a path tells: client, account, the other side's digest, month; empty if it does not."""

    client: Client
    account: str
    talker: str = ""
    month: str = ""


@cache
def _table() -> tuple[tuple[Client, ...], tuple[str, ...], tuple[str, ...]]:
    text = (files("zhamen.cli.scanning") / "messengers.toml").read_text("utf-8")
    table = tomllib.loads(text)
    clients = tuple(_client(row) for row in table["client"])
    return clients, tuple(table["bases"]), tuple(table["homes"])


def _client(row: dict[str, object]) -> Client:
    folders, paths = row["folders"], row["paths"]
    assert isinstance(folders, list) and isinstance(paths, list)
    return Client(
        str(row["title"]),
        str(row["title_en"]),
        str(row["root"]),
        tuple(folders),
        tuple(map(_pattern, paths)),
    )


def _pattern(path: str) -> re.Pattern[str]:
    """Return the pattern of a path with blanks `<account>`, `<talker>`, `<month>`, `<sort>`."""
    words = re.split(r"<(\w+)>", path)
    pattern = "".join(
        f"(?P<{word}>{_BLANKS.get(word, '[^/]+')})" if number % 2 else re.escape(word)
        for number, word in enumerate(words)
    )
    return re.compile(f"(?:^|/){pattern}/")


def own_homes() -> list[Path]:
    """Return the homes of this person on this machine."""
    return [Path.home(), *(Path(each) for home in _table()[2] for each in sorted(glob(home)))]


def find_stores(homes: Iterable[Path]) -> list[Store]:
    """Return every messenger's folder below the homes, each once."""
    found: dict[Path, Store] = {}
    for base in (base for home in homes for base in _bases(home)):
        for client in _table()[0]:
            for root in sorted(base.glob(client.root)):
                folders = tuple(each for name in client.folders if (each := root / name).is_dir())
                if folders:
                    found.setdefault(root.resolve(), Store(client, root, folders))
    return list(found.values())


def _bases(home: Path) -> Iterator[Path]:
    for name in _table()[1]:
        yield home / name
    for note in sorted(home.glob(_MOVED)):
        with suppress(OSError):
            yield from _moved(note.read_bytes())


def _moved(data: bytes) -> Iterator[Path]:
    """Yield the folder that a note names, also as a Linux subsystem sees it."""
    try:
        name = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        name = data.decode("gb18030", "replace").strip()
    windows = PureWindowsPath(name)
    drive = windows.drive.rstrip(":").lower()
    if drive:
        yield Path("/mnt", drive, *windows.parts[1:])
    elif name.startswith("/") and "\0" not in name:
        yield Path(name)


def origin_of(path: str) -> Origin | None:
    """Return what a path tells of where a file came from, None if it lies in no such folder."""
    for client in _table()[0]:
        for pattern in client.paths:
            if told := pattern.search(path):
                said = told.groupdict(default="")
                account = said.get("account", "")
                return Origin(client, account, said.get("talker", ""), said.get("month", ""))
    return None
