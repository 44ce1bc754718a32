"""What an event says, without a homeserver: texts, quoted files, seals."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhamen.errors import UsageError
from zhamen.matrix.events import MOST_TEXTS, read_event

MXC = "mxc://zhamen.example/AbC"


def event(content: Any, kind: str = "m.room.message") -> dict[str, Any]:
    return {"type": kind, "sender": "@a:b", "room_id": "!r:b", "content": content}


def said(content: Any) -> list[str]:
    return [part.text or (part.data or b"").decode() for part in read_event(event(content)).parts]


def test_every_text_is_a_part_and_all_together_one_more() -> None:
    """An unseen field stands apart from the seen one, and nothing is told in halves."""
    found = said({"msgtype": "m.text", "body": "明天 开会", "x": {"备注": ["三楼"]}})

    assert found[:-1] == ["明天 开会", "备注", "三楼"]
    assert all(each in found[-1] for each in ("明天 开会", "备注", "三楼", "m.text"))


def test_parts_are_named_after_their_fields() -> None:
    """A finding says where it stands."""
    names = [part.name for part in read_event(event({"body": "明天 开会"})).parts]

    assert names == ["body", "event"]


def test_tags_are_for_the_reader_of_pages() -> None:
    """A formatted body is a page, and is read as one."""
    part = read_event(event({"formatted_body": "机<b>密</b>"})).parts[0]

    assert part.text is None and part.data is not None


QUOTED = [
    pytest.param(MXC, [MXC], id="address"),
    pytest.param("MXC://ZHAMEN.example/AbC", [MXC], id="capitals"),
    pytest.param(f"看 {MXC}，还有 mxc://b.example/x_-", [MXC, "mxc://b.example/x_-"], id="two"),
    pytest.param("mxc&#58;&#47;&#47;zhamen.example/AbC", [MXC], id="entities"),
    pytest.param("mxc%3A%2F%2Fzhamen.example%2FAbC", [MXC], id="percent signs"),
    pytest.param("/_matrix/media/v3/download/zhamen.example/AbC?x=1", [MXC], id="old link"),
    pytest.param("/_matrix/client/v1/media/thumbnail/zhamen.example/AbC", [MXC], id="new link"),
    pytest.param("mxc:/zhamen.example/AbC", [], id="no address"),
]


@pytest.mark.parametrize(("text", "expected"), QUOTED)
def test_files_are_known_however_they_are_quoted(text: str, expected: list[str]) -> None:
    """Also as the name of a field."""
    assert sorted(read_event(event({"a": [text]})).media) == sorted(expected)
    assert sorted(read_event(event({text: 1})).media) == sorted(expected)


def test_the_same_words_with_another_address_are_the_same_text() -> None:
    """A released picture is uploaded again, and has another address: its caption is as before."""
    once, again = (
        read_event(event({"body": "食堂 菜单", "url": f"{MXC}{end}"})).parts for end in "12"
    )

    assert once == again


SEALED = [
    event({"algorithm": "x"}, "m.room.encryption"),
    event({"ciphertext": "x"}, "m.room.encrypted"),
    event({"file": {"key": {}, "iv": "x", "url": MXC}}),
    event({"info": {"thumbnail_file": {"key": {}, "iv": "x"}}}),
    event({"m.new_content": {"a": [{"file": {"key": {}, "iv": "x"}}]}}),
]


@pytest.mark.parametrize("sealed", SEALED)
def test_what_is_sealed_is_known(sealed: dict[str, Any]) -> None:
    """Encryption of a room, of an event, of a file anywhere in it."""
    assert read_event(sealed).sealed


def test_a_form_without_end_is_refused() -> None:
    """More texts than any person writes are no message."""
    with pytest.raises(UsageError):
        read_event(event([f"第 {number} 条" for number in range(MOST_TEXTS + 1)]))


def test_depth_and_width_cost_no_more_than_length() -> None:
    """A hundred thousand levels or words neither overflow nor take their time squared."""
    deep: Any = "底"
    for _ in range(100_000):
        deep = [deep]
    began = time.perf_counter()
    read_event(event(deep))
    read_event(event(["word"] * 10_000 + [str(number) for number in range(10_000)]))

    assert time.perf_counter() - began < 5


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_event_makes_it_raise_anything_else(content: Any) -> None:
    """Whatever JSON holds is read, and every word of it stands in the last part."""
    parts = read_event(event(content)).parts

    assert parts[-1].name == "event"
