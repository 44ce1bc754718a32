"""Matching: two aligned windows are a quotation, one is chance."""

from pathlib import Path

import numpy
import pytest
from numpy.typing import NDArray

from zhamen.model.terms import Kind, Level, Medium
from zhamen.reading.normal import fold
from zhamen.register.bundle import Bundle
from zhamen.register.document import Document, Status, What
from zhamen.register.enrol import Enroller, Original
from zhamen.register.found import Band, Match, Span
from zhamen.register.keys import MasterKey
from zhamen.register.match import (
    Quotations,
    covered,
    gate_band,
    in_step,
    is_faint,
    needed_bits,
    quotations,
    spans,
)
from zhamen.register.registry import Registry
from zhamen.register.segment import Hits

from .conftest import batch_of, invented

BODY = invented(3).partition("\n")[2]


def matches(path: Path, key: MasterKey, text: str, medium: Medium = Medium.TYPED) -> list[Match]:
    bundle = Bundle(path, key)
    try:
        return bundle.match(fold(text), medium)
    finally:
        bundle.close()


def ids(found: list[Match]) -> list[str]:
    return [match.document.id for match in found]


@pytest.fixture
def path(registry: Registry) -> Path:
    """The bundle of ten invented documents."""
    registry.close()
    return registry.path


LINE = BODY[100:130].replace("\n", "")
VARIANTS = {
    "as it stands": LINE,
    "spaced": " ".join(LINE),
    "zero-width": "\u200b".join(LINE),
    "in the middle of other words": f"收到，{LINE}，请阅",
    "full stops everywhere": "。".join(LINE),
    "emoji": "😀".join(LINE),
    "line numbers": f"12 {LINE[:10]}\n13 {LINE[10:20]}\n14 {LINE[20:]}",
}


@pytest.mark.parametrize("text", VARIANTS.values(), ids=VARIANTS)
def test_one_line_is_recognised(path: Path, master: MasterKey, text: str) -> None:
    """However it is dressed; and nobody else's document is named."""
    assert set(ids(matches(path, master, text))) == {"D-3"}


def test_one_character_in_ten_may_be_wrong(path: Path, master: MasterKey) -> None:
    """A hundred characters with ten mistakes are still recognised."""
    text = "".join("误" if at % 10 == 9 else c for at, c in enumerate(BODY[40:160]))

    assert ids(matches(path, master, text))[:1] == ["D-3"]


def test_characters_may_be_lost_and_inserted(path: Path, master: MasterKey) -> None:
    """The distance between two windows may drift a little."""
    text = BODY[41:60] + BODY[62:80] + "又" + BODY[81:99]

    assert ids(matches(path, master, text))[:1] == ["D-3"]


def test_several_documents_are_ranked(path: Path, master: MasterKey) -> None:
    """The one that is covered most comes first, each with its own place."""
    other = invented(7).partition("\n")[2]
    found = matches(path, master, BODY[200:330] + other[300:360])

    assert ids(found) == ["D-3", "D-7"]
    assert found[0].letters > found[1].letters
    assert found[0].spans[0].end <= found[1].spans[0].start + 7


def test_offsets_say_where_in_both(path: Path, master: MasterKey) -> None:
    """In the folded message, and in letters of the document."""
    text = "请看：" + BODY[240:280]
    match = matches(path, master, text)[0]

    assert fold(text).text[match.spans[0].start : match.spans[0].end] in fold(BODY).text
    assert 0 < match.spans[0].place < match.size
    assert 0 < match.share < 0.2


def test_a_text_of_other_words_is_not_recognised(path: Path, master: MasterKey) -> None:
    """Nor is one that is too short to be a quotation."""
    for text in (
        "",
        "你好",
        BODY[100:106],
        "今天下午三点在二号会议室开例会，请大家准时参加",
        "哈" * 500,
    ):
        assert matches(path, master, text) == []


def test_long_quotations_are_certain_and_short_ones_are_looked_at(
    path: Path, master: MasterKey
) -> None:
    """The bits of surprise decide the band, not whether there is a match."""
    assert matches(path, master, BODY[41:79])[0].band is Band.CERTAIN
    assert needed_bits(200, 10**9) > 50


def registered(tmp_path: Path, master: MasterKey, original: Original, **options: bool) -> Path:
    path = tmp_path / "one.zmr"
    with Registry.create(path, master) as registry:
        registry.add(Enroller(registry.key, **options).enrol(original))
    return path


TERMS = Original(
    Document("D-1", level=Level.CONFIDENTIAL),
    BODY,
    "关于示例高炉点火的通知",
    numbers=("示办发〔2024〕17号",),
    names=("青鸾三号",),
    matters=("示例炉料换装",),
)


@pytest.mark.parametrize(
    ("text", "what", "changed"),
    [
        pytest.param("关于示例高炉点火的通知", What.LINE, False, id="title"),
        pytest.param("请把《关于示例高炉点活的通知》发来", What.TITLE, True, id="title, one wrong"),
        pytest.param("示办发[2024]17号到了吗", What.NUMBER, False, id="number"),
        pytest.param("请看示办法〔2024〕17号文", What.NUMBER, True, id="number, one wrong"),
        pytest.param("青鸾三号今晚走吗", What.NAME, False, id="code name"),
        pytest.param("青 鸾 三 号 今晚走吗", What.NAME, False, id="code name, spaced"),
        pytest.param("示例炉料换装定了没有", What.MATTER, False, id="matter"),
    ],
)
def test_terms_are_recognised(
    tmp_path: Path, master: MasterKey, text: str, what: What, changed: bool
) -> None:
    """Titles, numbers, names and matters; titles and numbers with one wrong character too."""
    found = matches(registered(tmp_path, master, TERMS), master, text)

    assert (what, changed) in {(match.what, match.changed) for match in found}


class EverythingIsPublic:
    """A filter that leaves no window."""

    name = "everything"

    def known(self, blocks: NDArray[numpy.uint16]) -> NDArray[numpy.bool_]:
        """Return that the public corpus holds each of them."""
        return numpy.ones(len(blocks), numpy.bool_)


@pytest.mark.parametrize(("letters", "known"), [(24, True), (25, True), (64, True), (65, False)])
def test_a_title_of_public_words_is_recognised(
    tmp_path: Path, master: MasterKey, letters: int, known: bool
) -> None:
    """As a term, exactly; its windows are not kept."""
    title = invented(7).replace("。", "").replace("\n", "")[12 : 12 + letters]
    original = Original(Document("D-1"), BODY, title)
    path = registered(tmp_path, master, original, public=EverythingIsPublic())

    found = matches(path, master, f"请把《{title}》发来")
    assert {match.what for match in found} == ({What.TITLE} if known else set())


def test_names_that_are_not_there_are_not_found(tmp_path: Path, master: MasterKey) -> None:
    """Their first letters alone wake nobody."""
    path = registered(tmp_path, master, TERMS)

    assert matches(path, master, "青鸾三十号今晚走吗，示办发〔2023〕18号呢") == []


def test_look_alikes_of_a_photograph_are_put_together(tmp_path: Path, master: MasterKey) -> None:
    """The second channel is asked only for text that came from an image."""
    original = Original(Document("D-1"), "己未日入夜干燥土坯末端治理示例文字" * 3)
    path = registered(tmp_path, master, original, lookalikes=True)
    misread = "已末曰人夜千燥士坯未端冶理示例文字"

    assert matches(path, master, misread, Medium.OCR)
    assert not matches(path, master, misread, Medium.TYPED)


def test_a_declassified_document_is_known_as_such(tmp_path: Path, master: MasterKey) -> None:
    """What follows from it is the detector's affair."""
    document = Document("D-1", status=Status.DECLASSIFIED)
    path = registered(tmp_path, master, Original(document, BODY))

    assert matches(path, master, LINE)[0].document.status is Status.DECLASSIFIED


def test_particulars_come_back_as_they_were_given(tmp_path: Path, master: MasterKey) -> None:
    """Sealed in the file, opened by the key."""
    document = Document("Q-7", Kind.TRADE, Level.CORE, "长期", (6,))
    path = registered(tmp_path, master, Original(document, BODY))

    assert matches(path, master, LINE)[0].document == document


def test_many_segments_answer_as_one(registry: Registry, master: MasterKey) -> None:
    """Documents added one by one are found like those added together."""
    for seed in range(10, 25):
        registry.add(batch_of(registry, range(seed, seed + 1)))
    registry.close()

    for seed in (0, 9, 10, 17, 24):
        line = invented(seed).partition("\n")[2][100:139]
        assert ids(matches(registry.path, master, line)) == [f"D-{seed}"]


def hits(*places: tuple[int, int]) -> Hits:
    at, place = (numpy.array(values) for values in zip(*places, strict=True))
    nothing = numpy.zeros(len(at), numpy.intp)
    return Hits(at, nothing, place, nothing)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        pytest.param([(5, 100)], 0, id="one window"),
        pytest.param([(5, 100), (9, 104)], 2, id="aligned"),
        pytest.param([(5, 100), (9, 106)], 2, id="with a small drift"),
        pytest.param([(5, 100), (9, 114)], 0, id="with too large a one"),
        pytest.param([(5, 100), (105, 200)], 0, id="too far apart"),
        pytest.param([(9, 100), (5, 104)], 0, id="the other way round"),
        pytest.param([(5, 100), (5, 100)], 0, id="one window counted twice"),
        pytest.param([(5, 100), (20, 900), (9, 104)], 2, id="a stranger between them"),
    ],
)
def test_two_aligned_windows_are_a_quotation(places: list[tuple[int, int]], expected: int) -> None:
    """And nothing less is."""
    found = quotations(hits(*places))

    assert (len(found.at) if found else 0) == expected


def test_a_gate_wants_windows_in_step() -> None:
    """At a distance that the sampling of a document gives."""
    at = numpy.array([3, 7, 30, 50, 53])

    assert in_step(at, [4]).tolist() == [3, 7]
    assert in_step(at, [3, 4]).tolist() == [3, 7, 50, 53]
    assert in_step(at, [1]).tolist() == []
    assert gate_band(numpy.array([3, 7])) is Band.LOOK
    assert gate_band(numpy.array([3, 7, 11])) is Band.CERTAIN


@pytest.mark.parametrize(
    ("covered", "letters", "faint"),
    [(8, 65, True), (8, 64, False), (9, 300, False), (7, 300, True)],
)
def test_one_phrase_of_a_longer_text_is_faint(covered: int, letters: int, faint: bool) -> None:
    """Two neighbouring windows; in a short text they are not."""
    assert is_faint(covered, letters) is faint


def test_eight_letters_of_a_heading_are_faint_in_a_longer_text(
    tmp_path: Path, master: MasterKey
) -> None:
    """Alone they are not, nor are nine of them anywhere."""
    heading, around = "一、夜间点火配比口令单", "中午一起吃饭吧下午还要去一趟" * 5
    with Registry.create(tmp_path / "r.zmr", master) as desk:
        text = f"{heading}\n{invented(5)}"
        desk.add(Enroller(desk.key).enrol(Original(Document("D-1"), text)))
    cut = heading[2:10]

    faint = [
        [match.band is Band.FAINT for match in matches(desk.path, master, text)]
        for text in (around + cut, cut, around + heading[2:11])
    ]
    assert faint == [[True], [False], [False]]


def test_covered_letters_count_once() -> None:
    """Windows overlap; letters and their bits do not. A window ends with the text."""
    sums = numpy.arange(21) * 4.0
    letters, bits = covered(numpy.array([0, 4, 4, 15]), numpy.array([0, 3]), sums)

    assert letters.tolist() == [11, 5]
    assert bits.tolist() == [44.0, 20.0]


def test_the_windows_of_each_document_are_spans_of_their_own() -> None:
    """A gap makes another span; so does another document."""
    at, place = numpy.array([0, 4, 60, 2, 6]), numpy.array([10, 14, 70, 30, 34])
    first, second = spans(at, place, numpy.array([0, 3]), numpy.arange(100) * 2)

    assert first == (Span(0, 21, 10), Span(120, 133, 70))
    assert second == (Span(4, 25, 30),)


def test_the_chosen_documents_keep_their_windows() -> None:
    """In the order in which they were chosen."""
    every = Quotations(
        numpy.array([0, 4, 0, 4, 8]), numpy.array([3, 3, 5, 5, 5]), *(numpy.arange(5),) * 2,
        numpy.array([0, 2]),
    )  # fmt: skip

    assert every.by_size() == [1, 0]
    assert every.only(numpy.array([1])).at.tolist() == [0, 4, 8]
    turned = every.only(numpy.array([1, 0]))
    assert (turned.entry.tolist(), turned.starts.tolist()) == ([5, 5, 5, 3, 3], [0, 3])
