"""Signs and labels in photographs count for clause 7; what hangs on a harmless device does not."""

import pytest
from PIL import Image

from drawing import saved, written
from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision

WALL = Image.new("RGB", (1500, 1100), "#a8a49a")


def photographed(*lines: str, ink: str, paper: str, degrees: float) -> bytes:
    """Return a photograph of a plate on a wall."""
    plate = written(*lines, size=56, ink=ink, paper=paper).convert("RGBA")
    image = WALL.copy()
    turned = plate.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    image.paste(turned, (420, 300), turned)
    return saved(image, "JPEG", quality=80)


@pytest.mark.parametrize(
    ("lines", "ink", "paper", "expected"),
    [
        (("保密要害部位", "未经批准 禁止入内"), "white", "#b01818", Decision.BLOCK),
        (("涉密计算机", "密级：机密", "责任人：张某"), "black", "#ffe97a", Decision.BLOCK),
        (("机要室", "闲人免进"), "white", "#203a80", Decision.HOLD),
        (("涉密场所", "禁止拍照"), "black", "white", Decision.BLOCK),
        (("非涉密计算机", "严禁处理涉密信息"), "black", "#9fe0a0", Decision.PASS),
    ],
)
def test_a_plate_on_a_wall(
    inspector: Inspector, lines: tuple[str, ...], ink: str, paper: str, expected: Decision
) -> None:
    """Door plates, device labels and no-photographs signs are found where they hang."""
    data = photographed(*lines, ink=ink, paper=paper, degrees=4)
    verdict = inspector.inspect(Message("-", (Part("a.jpg", data=data),)))

    assert expected is verdict.decision
    assert (7 in verdict.clauses) is (expected is not Decision.PASS)
    for finding in verdict.findings:
        left, top, width, height = finding.box or (0, 0, 0, 0)
        assert 400 < left < 900 and 280 < top < 800 and width > height > 30
