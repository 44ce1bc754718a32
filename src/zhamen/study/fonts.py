"""The fonts of a sheet: found on the machine, embedded in what is printed, never shipped."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhamen.errors import StudyError

_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC")
_PLACES = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk")
_FILES = {_SERIF[0]: "NotoSerifCJK-Regular.ttc", _SANS[0]: "NotoSansCJK-Regular.ttc"}


@dataclass(frozen=True, slots=True)
class Fonts:
    """A family for reading, one for labels, and the folders that hold them."""

    serif: str
    sans: str
    folders: tuple[Path, ...]


def find_fonts() -> Fonts:
    """Return the fonts of this machine. `ZHAMEN_FONTS` names a folder with the Noto CJK files.

    Raises StudyError where a family is missing: a sheet in some other font is another sheet.
    """
    chosen, folders = [], []
    for families in (_SERIF, _SANS):
        family, folder = _first(families)
        chosen.append(family)
        folders.append(folder)
    return Fonts(chosen[0], chosen[1], tuple(dict.fromkeys(folders)))


def _first(families: tuple[str, ...]) -> tuple[str, Path]:
    """Return the first family that is there, and its folder."""
    for family in families:
        for folder in _folders(family):
            return family, folder
    raise StudyError(
        f"没有找到字体：{families[0]} / no font: {families[0]}",
        advice="apt install fonts-noto-cjk；或用 ZHAMEN_FONTS 指明所在文件夹 / or set ZHAMEN_FONTS",
    )


def _folders(family: str) -> Iterator[Path]:
    own = os.environ.get("ZHAMEN_FONTS")
    file = _FILES.get(family)
    for place in (own,) if own else _PLACES:
        if file and (Path(place) / file).is_file():
            yield Path(place)
    if not own:
        yield from _known_to_fontconfig(family)


def _known_to_fontconfig(family: str) -> Iterator[Path]:
    if not (asked := shutil.which("fc-list")):
        return
    try:
        found = subprocess.run(
            [asked, f":family={family}", "--format=%{file}\\n"], capture_output=True, text=True,
            timeout=20, check=False,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return
    yield from (Path(line).parent for line in sorted(found.stdout.split("\n")) if line)
