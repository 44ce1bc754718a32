"""The 123 strings of the domain report, each with its verdict and must-not."""

import re
from pathlib import Path

from strings import NOW
from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.terms import Medium

_ROW = re.compile(r"\| (\d+) \| `(.*)` \| (BLOCK|HOLD|HINT|PASS) \| ([\d-]) \|")
_SEEN_IN_A_PICTURE = {28, 120, 121}
_A_FILE_NAME = {23}


def test_all_strings_of_the_table(shared: Path, inspector: Inspector) -> None:
    """123 of 123 are right."""
    rows = _ROW.findall((shared / "domain.md").read_text("utf-8"))
    wrong = [row for row in rows if not _right(row, inspector)]

    assert (len(rows), wrong) == (123, [])


def _right(row: tuple[str, str, str, str], inspector: Inspector) -> bool:
    number, text, decision, clause = int(row[0]), row[1].replace("⏎", "\n"), row[2], row[3]
    medium = Medium.OCR if number in _SEEN_IN_A_PICTURE else Medium.TYPED
    medium = Medium.NAME if number in _A_FILE_NAME else medium
    verdict = inspector.inspect(Message("-", (Part("text", text=text, medium=medium),), at=NOW))
    cited = clause == "-" or int(clause) in verdict.clauses
    return verdict.decision.upper() == decision and cited
