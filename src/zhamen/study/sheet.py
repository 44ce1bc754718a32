"""An issue on one sheet of A4, by Typst: PDF/UA-1, PNG, and how much room each part has."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from zhamen.errors import StudyError
from zhamen.study import pictures
from zhamen.study.fonts import find_fonts
from zhamen.study.issue import Issue
from zhamen.study.seven import SEVEN

ASKED = 3
"""Questions on paper; the others are on the phone."""
HERE = Path(str(files("zhamen.study")))
"""The folder of the designs."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the place of printing adds to an issue."""

    address: str = ""
    """Where the phone page is; empty: no code on the sheet."""
    checkpoint: str = ""
    """The journal's checkpoint in short, so that hundreds of sheets remember it."""


class Sheet:
    """One sheet, laid out once; the same issue gives the same bytes."""

    def __init__(self, issue: Issue, imprint: Imprint = Imprint()) -> None:
        """Lay nothing out yet. Raises StudyError where Typst or the fonts are missing."""
        typst = typst_library()
        fonts = find_fonts()
        self._failure = typst.TypstError
        self._name = issue.name
        self._compiler = typst.Compiler(
            str(HERE / "sheet.typ"), root=str(HERE),
            font_paths=[str(folder) for folder in fonts.folders], ignore_system_fonts=True,
            sys_inputs={
                "issue": json.dumps(_filled(issue, imprint)),
                "pictures": json.dumps(_pictures(issue, imprint)),
                "serif": fonts.serif, "sans": fonts.sans,
            },
        )  # fmt: skip

    def pdf(self) -> bytes:
        """Return the sheet as PDF/UA-1 with its fonts embedded."""
        made: bytes = self._made(format="pdf", pdf_standards="ua-1")
        return made

    def png(self, dots: float = 150.0) -> bytes:
        """Return the sheet as a picture, in dots per inch."""
        made: bytes | list[bytes] = self._made(format="png", ppi=dots)
        if isinstance(made, list):
            raise StudyError(f"{self._name}: {len(made)} 页，应为一页 / pages, expected one")
        return made

    def rooms(self) -> Mapping[str, int]:
        """Return how many characters each part may still have; below nothing: too many."""
        try:
            told = json.loads(self._compiler.query("<fit>", field="value"))
        except self._failure as error:
            raise self._lost() from error
        return {row["part"]: int(row["room"]) for row in told}

    def _made(self, **how: Any) -> Any:
        try:
            return self._compiler.compile(**how)
        except self._failure as error:
            raise self._lost() from error

    def _lost(self) -> StudyError:
        return StudyError(f"{self._name}: 排版失败 / Typst could not lay it out")


def typst_library() -> Any:
    """Return Typst. Raises StudyError where it is not installed."""
    try:
        import typst
    except ModuleNotFoundError as error:
        raise StudyError(
            "没有安装排版组件 / Typst is not installed", advice="pip install 'zhamen[study]'"
        ) from error
    return typst


def _filled(issue: Issue, imprint: Imprint) -> dict[str, Any]:
    return {
        **issue.to_dict(), "title": issue.title, "address": imprint.address,
        "checkpoint": imprint.checkpoint, "seven": SEVEN,
        "asked": [question.text for question in issue.questions[:ASKED]],
    }  # fmt: skip


def _pictures(issue: Issue, imprint: Imprint) -> dict[str, str]:
    return {
        "motif": pictures.motif(issue.motif),
        "code": pictures.code(imprint.address) if imprint.address else "",
    }


def drawing(name: str, dots: float = 200.0) -> bytes:
    """Return a motif as PNG, 62 mm wide."""
    source = b'#set page(width: 62mm, height: 62mm, margin: 0mm, fill: none)\n' \
             b'#image(bytes(sys.inputs.svg), width: 100%)'  # fmt: skip
    made: bytes = typst_library().compile(
        source, format="png", ppi=dots, ignore_system_fonts=True,
        sys_inputs={"svg": pictures.motif(name)},
    )  # fmt: skip
    return made
