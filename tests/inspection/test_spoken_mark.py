"""A mark that is read out on a recording is a mark; a lesson and a story are none."""

import pytest

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision, Medium

BLOCKED = (
    "机密十年", "绝密长期", "机密，十年。", "绝密，长期。关于三号高炉的通知", "绝密三十年，特急",
    "秘密，保密期限五年", "秘密，期限是五年", "机密星十年", "机密五角星二十年", "机密一零年",
    "密级：机密。期限：十年。", "机密级，保密期限二十年。", "嗯，绝密，三十年，",
    "密级机密期限二十年",    "现在宣读文件。机密，二十年。关于试产的通知。",
)  # fmt: skip
HELD = (
    "这份文件密级是机密，保密期限十年", "下面传达机密级文件，保密期限二十年", "本件密级机密十年",
    "我先念一下，机密，十年，青崖集团文件", "嗯这个是机密的啊，十年", "几密十年", "机蜜十年",
    "机机密十年", "好同志们开会了机密十年关于三号高炉的通知", "请各单位记录绝密长期关于演练的通知",
)  # fmt: skip
LEFT = (
    "我守了这个秘密十年", "绝密飞行十年之约", "十年的秘密", "他说这是个秘密，五年了都没人知道",
    "我们保守秘密五年了", "秘密花园三年级读后感", "这件事成了秘密，十年后才公开",
    "秘密，十年前的那个夏天", "绝密档案十年大揭秘", "这个秘密二十年来没人知道",
    "保密期限绝密三十年，机密二十年，秘密十年", "绝密级国家秘密不超过三十年，机密级不超过二十年",
    "今天学习保密法，密级分为绝密机密秘密，期限是三十年二十年十年",
    "期限怎么定，绝密三十年，机密二十年，秘密十年，长期的要批准",
)  # fmt: skip


def decision(inspector: Inspector, text: str) -> Decision:
    """Return the verdict on something that was said on a recording."""
    part = Part("会议.m4a", text=text, medium=Medium.SPEECH)
    return inspector.inspect(Message("-", (part,))).decision


@pytest.mark.parametrize("text", BLOCKED)
def test_a_mark_read_out(inspector: Inspector, text: str) -> None:
    """Level and term as a phrase of their own are a mark."""
    assert decision(inspector, text) is Decision.BLOCK


@pytest.mark.parametrize("text", HELD)
def test_what_may_be_a_mark(inspector: Inspector, text: str) -> None:
    """Where the words run on, or sound like it, somebody else should listen."""
    assert decision(inspector, text).rank >= Decision.HOLD.rank


@pytest.mark.parametrize("text", LEFT)
def test_stories_and_lessons(inspector: Inspector, text: str) -> None:
    """A secret in a story and the terms in a lesson stop nothing."""
    assert decision(inspector, text).rank <= Decision.HINT.rank
