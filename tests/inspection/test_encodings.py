"""The same secret in eight encodings, with and without junk in front: one verdict."""

import pytest

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part

TEXT = (
    "云岭集团（示例）通知\n机密★10年\n"
    "请各单位于周五前派人领取文件，联系人张三，地点在办公楼三层。\n"
)
ENCODINGS = {
    "utf-8": "utf-8", "utf-8 bom": "utf-8-sig", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
    "utf-16-le bom": "utf-16", "utf-16-be bom": "utf-16-be", "gbk": "gbk", "gb18030": "gb18030",
}  # fmt: skip
JUNK = bytes(range(0x80, 0x90))


@pytest.mark.parametrize("junk", [b"", JUNK], ids=["clean", "junk in front"])
@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings_give_one_verdict(name: str, junk: bytes, inspector: Inspector) -> None:
    """16 of 16: decision, clauses and the mark are the same."""
    bom = b"\xfe\xff" if name == "utf-16-be bom" else b""
    data = junk + bom + TEXT.encode(ENCODINGS[name])
    verdict = inspector.inspect(Message("-", (Part("note.txt", data=data),)))

    assert (verdict.decision, verdict.clauses, verdict.unread) == ("block", (1,), ())
    assert "机*★***" in {finding.masked for finding in verdict.findings}
