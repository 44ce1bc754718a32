"""No text makes the inspection hang: a million times anything is decided."""

import pytest

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.model.verdict import Verdict

MILLION = 1_000_000
PIECES = [
    *("机", "密", "机密", "★", "机密★", "机密★10年", "密级：", "0", "a", "%", "\\u", "&#", "-"),
    *("内部", "示例办密〔2024〕", "发群里", "\n", " ", "（", "=E6", "机-密-", "QUJD"),
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_a_million_characters_are_decided(piece: str, inspector: Inspector) -> None:
    """A million characters of one repeated piece get a verdict of bounded size."""
    verdict = inspector.inspect(Message.of_text(piece * (MILLION // len(piece))))

    assert isinstance(verdict, Verdict)
    assert len(verdict.findings) <= 3000
