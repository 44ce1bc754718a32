"""What is wrapped is found: the inner text, how it was wrapped, and where in the original."""

import base64
import quopri
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhamen.model.passage import Passage
from zhamen.model.verdict import Unread
from zhamen.reading.normal import fold
from zhamen.reading.unwrap import unwrap

MARK = "机密★10年（示例）"
LONG = f"关于示例事项的通知，请各单位收到后立即组织学习。{MARK}"
BEFORE, BEHIND = "请看示例 ", " 谢谢"


def passage(text: str) -> Passage:
    """Return a typed text as a passage."""
    return Passage("text", text, fold(text))


def inner(text: str) -> list[Passage]:
    """Return what is wrapped in a text; nothing of it may be unread."""
    found = list(unwrap(passage(text)))
    assert not [each for each in found if isinstance(each, Unread)]
    return [each for each in found if isinstance(each, Passage)]


def in_lines(data: bytes, end: str = "\n", width: int = 40) -> str:
    """Return Base64 in lines, as mail has it."""
    text = base64.b64encode(data).decode()
    return end.join(text[at : at + width] for at in range(0, len(text), width))


def escaped(text: str) -> str:
    """Return a text in the escapes of JavaScript."""
    return "".join(f"\\u{ord(character):04x}" for character in text)


WRAPPED = {
    "base64": [
        base64.b64encode(MARK.encode()).decode(),
        base64.b64encode(LONG.encode("gbk")).decode(),
        base64.urlsafe_b64encode(LONG.encode()).decode(),
        base64.urlsafe_b64encode(LONG.encode()).decode().rstrip("="),
        base64.b64encode(LONG.encode("utf-16")).decode(),
        in_lines(LONG.encode()),
        in_lines(LONG.encode(), "\r\n", 76),
        in_lines(LONG.encode(), "\r\n", 16),
    ],
    "percent": [quote(MARK), quote(MARK).lower(), quote(MARK.encode("gbk")), quote("？a=" + MARK)],
    "quoted-printable": [
        quopri.encodestring(MARK.encode()).decode(),
        quopri.encodestring(LONG.encode()).decode(),
        quopri.encodestring(MARK.encode("gbk")).decode(),
    ],
    "hex": [
        MARK.encode().hex(),
        MARK.encode("gbk").hex().upper(),
        MARK.encode().hex(" "),
        "".join(f"\\x{byte:02x}" for byte in MARK.encode()),
        ", ".join(f"0x{byte:02x}" for byte in MARK.encode()),
        MARK.encode("utf-16-be").hex(),
    ],
    "entity": [
        "".join(f"&#{ord(character)};" for character in MARK),
        "".join(f"&#x{ord(character):x};" for character in MARK),
        "".join(f"&#X{ord(character):05X};" for character in MARK),
        "机&#23494;★10年（示例）",
        "机密&bigstar;10年（示例）".replace("&bigstar;", "&starf;"),
    ],
    "escape": [
        escaped(MARK),
        escaped(MARK).replace("\\u", "%u"),
        "".join(f"\\u{{{ord(character):x}}}" for character in MARK),
        "".join(f"U+{ord(character):04X}" for character in MARK),
        "机\\u5bc6★10年（示例）",
        "".join(f"\\U{ord(character):08x}" for character in MARK),
    ],
    "letters-apart": [
        "机-密-★-1-0-年", "机.密.★.1.0.年", "机 / 密 / ★ / 1 / 0 / 年", "机~密~★~1~0~年",
    ],
}  # fmt: skip
CASES = [
    pytest.param(name, wrapped, id=f"{name} {number}")
    for name, all_wrapped in WRAPPED.items()
    for number, wrapped in enumerate(all_wrapped)
]


@pytest.mark.parametrize(("name", "wrapped"), CASES)
def test_the_inner_text_is_found(name: str, wrapped: str) -> None:
    """Each way to wrap yields the text inside, under its name."""
    found = [each for each in inner(BEFORE + wrapped + BEHIND) if each.place == name]

    assert any("机密★10年" in each.text for each in found)


@pytest.mark.parametrize(("name", "wrapped"), CASES)
def test_the_span_is_that_of_the_wrapped(name: str, wrapped: str) -> None:
    """Findings inside point at the wrapped stretch in the original."""
    text = f"请看示例：\n{wrapped}\n谢谢"
    for each in inner(text):
        if each.place == name and "机密★10年" in each.text:
            start, end = each.span(0, len(each.folded.text))
            assert text.index(wrapped[:4]) - 16 <= start < end <= len(text)
            assert wrapped[1:-1].strip("=\r\n") in text[start:end]
            return
    raise AssertionError("nothing was found")


def test_two_layers_are_undone() -> None:
    """Base64 in percent signs is found, with both layers in its place."""
    text = quote(base64.b64encode(MARK.encode()).decode(), safe="") + quote(MARK)
    twice = base64.b64encode(base64.b64encode(LONG.encode())).decode()

    assert any(each.text.endswith(MARK) for each in inner(text))
    assert any(each.text == LONG and each.place == "base64+base64" for each in inner(twice))


def test_three_layers_are_undone() -> None:
    """As many layers as the limit allows."""
    text = LONG.encode()
    for _ in range(3):
        text = base64.b64encode(text)

    assert any(each.text == LONG for each in inner(text.decode()))


def test_a_place_in_a_file_stays() -> None:
    """How it was wrapped is added to where it stood, and so is the offset."""
    text = f"示例 {quote(MARK)}"
    outer = Passage("a.docx", text, fold(text), page=3, place="header", start=100)
    (found,) = (each for each in unwrap(outer) if isinstance(each, Passage) and MARK in each.text)

    assert (found.part, found.page, found.place) == ("a.docx", 3, "header+percent")
    assert found.span(0, 2) == (103, 103 + len(quote(MARK)))


@pytest.mark.parametrize(
    "text", ["您好（示例）", "a" * 50, "https://example.com/示例/index.html", ""]
)
def test_plain_text_has_nothing_inside(text: str) -> None:
    """Words, names and addresses are not taken for wrappings."""
    assert inner(text) == []


def test_unfolding_is_bounded() -> None:
    """No text unfolds to more than eight times itself and a page; the rest would be unread."""
    text = "&#23494; " * 2000 + "%E5%AF%86" * 2000 + "\\u5bc6" * 2000
    sizes = [len(each.text) for each in unwrap(passage(text)) if isinstance(each, Passage)]

    assert 0 < sum(sizes) <= 8 * len(text) + 4096


PIECES = st.sampled_from(
    [MARK, "%E5", "&#23494;", "&#x110000;", "\\u5bc6", "\\ud800", "\\U00110000", "5py65a+G", "==",
     "=E5=AF",
     "0x1,", "机-密-★", "\n", "\ud800", "\0", "&#0;", "=\r\n", "a1b2c3d4e5f6a7b8", "%"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_unwrapping_never_raises(text: str) -> None:
    """Whatever is written, it is undone or left alone, inside the text that it came from."""
    for each in unwrap(passage(text)):
        if isinstance(each, Passage):
            start, end = each.span(0, len(each.folded.text))
            assert 0 <= start <= end <= len(text)
