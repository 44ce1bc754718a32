"""The compiled kernel: the same bytes as numpy, whatever it is given."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from zhamen.model.terms import Medium
from zhamen.reading.normal import fold
from zhamen.register import kernel, termtable
from zhamen.register.batch import SKETCH, TERM
from zhamen.register.bodies import bodies, bodies_by_numpy
from zhamen.register.bundle import Bundle
from zhamen.register.container import CHUNK
from zhamen.register.covering import EVERYTHING, Cover, cover_of, steps
from zhamen.register.document import Document, What
from zhamen.register.enrol import SHORTEST_WILD, Enroller, Original
from zhamen.register.glance import BODY, TERMS, UNSURE, Glance
from zhamen.register.keys import MasterKey
from zhamen.register.letters import Units, both, both_by_numpy, classes, whole
from zhamen.register.match import REACH, in_step
from zhamen.register.prints import PREFIX, WINDOW, Domain, Printer, windows
from zhamen.register.registry import Registry
from zhamen.register.suite import SUITES
from zhamen.register.table import (
    CLASS_SHIFT,
    CLASSES,
    LANES,
    LISTS,
    ROW_BYTES,
    WIDTH,
    Tags,
    build,
    build_by_numpy,
    class_at,
    home_rows,
    of_class,
    probe,
    probe_by_numpy,
)
from zhamen.register.wording import ENDINGS, framed, opened

from .conftest import invented

pytestmark = pytest.mark.skipif(
    kernel.compiled is None, reason=f"the kernel is not built; in use: {kernel.NAME}"
)

MASTER = MasterKey(SUITES["intl"], bytes(32))
KEY = MASTER.bundle_key("kernel", 1)
DOMAINS = tuple(each.unit for each in (Domain.BODY, Domain.ALIKE, Domain.PREFIX, Domain.TERM))
CIPHERS = kernel.compiled.ciphers if kernel.compiled else ("none",)
# What the kernel takes apart: digits, shapes of titles, ends of lines, one unit and two.
PIECES = st.sampled_from([*"关于《》\"'\n号函第0123456789a。 ★𠮷😀", "关于", "通知", *ENDINGS])
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=3))).map("".join))
UNITS = st.lists(st.integers(0, 65535), max_size=400).map(
    lambda values: numpy.array(values, numpy.uint16)
)
# A few high halves, so that rows are full, and a few low halves, so that tags meet again.
PRINTS = st.lists(
    st.builds(
        lambda high, low: high << 32 | low,
        st.one_of(st.sampled_from([0, 1, 1 << 31, 2**32 - 1]), st.integers(0, 2**32 - 1)),
        st.one_of(st.integers(0, 3), st.integers(0, 2**32 - 1)),
    ),
    max_size=300,
)


@pytest.fixture(params=range(len(CIPHERS)), ids=CIPHERS)
def cipher(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each implementation of the cipher that this processor can run."""
    assert kernel.compiled is not None
    kernel.compiled.choose(request.param)
    yield
    kernel.compiled.choose(0)


def words(values: list[int]) -> NDArray[numpy.uint64]:
    return numpy.array(values, numpy.uint64)


def same(one: object, other: object) -> bool:
    """Tell whether two tuples of arrays hold the same numbers of the same type and shape."""
    pairs = zip(one, other, strict=True)  # type: ignore[call-overload]
    return all(
        left is right is None
        or (left.dtype, left.shape, left.tobytes()) == (right.dtype, right.shape, right.tobytes())
        for left, right in pairs
    )


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_letters_are_the_same(text: str) -> None:
    """Of texts of one, two and four bytes a character, with and without digits."""
    for ours, reference in zip(both(text), both_by_numpy(text), strict=True):
        assert same(ours, reference)


@pytest.mark.parametrize("text", ["", "7", "12", "123", "12a123", "é1", "机12密123", "𠮷1😀22x333"])
def test_runs_of_digits_at_every_end(text: str) -> None:
    """A number of one or two digits goes, wherever it stands."""
    assert same(both(text)[0], both_by_numpy(text)[0])
    assert same(both(text)[1], both_by_numpy(text)[1])


@pytest.mark.usefixtures("cipher")
@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 15, 16, 17, 127, 128, 129, 1000])
def test_the_prints_are_the_same(count: int) -> None:
    """Both stages, in batches of every size."""
    units = numpy.random.default_rng(count).integers(0, 65536, count + 6, dtype=numpy.uint16)
    blocks = windows(units, Domain.BODY)
    ours, reference = Printer(KEY), Printer(KEY, compiled=False)

    assert ours.first(blocks).tobytes() == reference.first(blocks).tobytes()
    assert ours.prints(blocks).tobytes() == reference.prints(blocks).tobytes()


@pytest.mark.usefixtures("cipher")
@pytest.mark.parametrize("length", [0, 1, 3, 6, 7, 8, 14, 15, 64])
def test_whole_terms_are_the_same(length: int) -> None:
    """Of every length, more than a batch of them."""
    chosen = numpy.random.default_rng(length)
    terms = chosen.integers(0, 65536, (200, length), dtype=numpy.uint16)
    ours, reference = Printer(KEY).chained(terms), Printer(KEY, compiled=False).chained(terms)

    assert ours.tobytes() == reference.tobytes()


def test_another_suite_is_not_the_kernels() -> None:
    """SM4 is asked of the library that has it."""
    assert Printer(MasterKey.new("gm").bundle_key("gm", 1)).keys is None


@given(PRINTS, st.integers(0, 40), st.integers(0, 9), st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_tables_are_the_same(values: list[int], rows: int, cap: int, placed: bool) -> None:
    """However full the rows, whatever the cap, with slots and without."""
    prints = words(values)
    slots = numpy.arange(len(prints), dtype=numpy.uint32)[::-1].copy() if placed else None
    rows = rows or home_rows(len(prints))

    assert same(build(prints, slots, rows, cap), build_by_numpy(prints, slots, rows, cap))


def test_a_large_table_is_the_same() -> None:
    """More rows than a bucket holds."""
    prints = numpy.random.default_rng(5).integers(0, 2**64, 300_000, dtype=numpy.uint64)
    slots = numpy.arange(len(prints), dtype=numpy.uint32)

    assert same(build(prints, slots), build_by_numpy(prints, slots, home_rows(len(prints)), 8))


@given(PRINTS, PRINTS, st.integers(1, 8), st.integers(1, CLASSES))
@settings(max_examples=300, deadline=None)
def test_the_hits_are_the_same(
    values: list[int], asked: list[int], rows: int, classes: int
) -> None:
    """In the same order, over full rows too, of one class or several."""
    of = numpy.arange(len(values)) % classes
    tags = build(of_class(words(values), of), None, rows).tags
    prints = words([*asked, *values[:50], *asked])

    assert same(probe(tags, prints, rows, classes), probe_by_numpy(tags, prints, rows, classes))


def test_many_hits_are_all_returned() -> None:
    """More of them than there was room for at first."""
    prints = words([5] * 1000)
    table = build(prints, numpy.arange(1000, dtype=numpy.uint32), 1, cap=1000)

    assert same(probe(table.tags, prints, 1), probe_by_numpy(table.tags, prints, 1))


def test_a_row_beyond_the_table_is_refused() -> None:
    """A table that ends in a full row, and a home row that is not there."""
    full = numpy.ones((2, WIDTH), numpy.uint16)

    full.view(numpy.uint32)[:, LANES // 2] = 1 << 30 | LANES
    with pytest.raises(IndexError):
        probe(full, words([1 << 63 | 0xFFFF << 16]), 2)
    with pytest.raises(IndexError):
        probe(full[:0], words([1]), 1)


def test_no_chunk_is_answered_from_before_it_was_checked() -> None:
    """Every chunk that a hit lies in, or a full row, was asked for first."""
    prints = numpy.random.default_rng(6).integers(1, 2**64, 200_000, dtype=numpy.uint64)
    tags, rows = build(prints).tags, home_rows(len(prints))
    good = numpy.zeros(-(-tags.nbytes // CHUNK), numpy.bool_)
    asked: list[int] = []

    def check(chunks: NDArray[numpy.intp]) -> None:
        asked.extend(chunks.tolist())
        good[chunks] = True

    found = probe(tags, prints[:2], rows, 1, (good, check))

    assert same(found, probe_by_numpy(tags, prints[:2], rows))
    assert set((found[1] * 2 // CHUNK).tolist()) <= set(asked) == set(numpy.flatnonzero(good))
    assert not good.all()


@given(st.lists(st.tuples(TEXTS, st.integers(1, 9)), max_size=6), st.booleans())
@settings(max_examples=100, deadline=None)
def test_the_bodies_are_the_same(texts: list[tuple[str, int]], units: bool) -> None:
    """Letters, prints, sketches: of no text, of empty ones, of repeated ones."""
    folded, strides = [text * 3 for text, _ in texts], [stride for _, stride in texts]
    ours = bodies(Printer(KEY), folded, strides, units=units)

    assert same(ours, bodies_by_numpy(Printer(KEY, compiled=False), folded, strides, units=units))


def test_the_bodies_are_those_of_the_enroller() -> None:
    """One way into the register."""
    texts = [invented(seed) for seed in range(3)]
    ours = bodies(Printer(KEY), [fold(text).text for text in texts], [4, Document("D").stride, 4])
    batch = Enroller(KEY).enrol(Original(Document("D"), texts[1]))
    count = int(batch.runs["count"][0])

    assert ours.counts[1] == count and ours.sketches.shape == (3, SKETCH)
    start = int(ours.counts[0])
    assert ours.prints[start : start + count].tobytes() == batch.prints[:count].tobytes()
    assert ours.sketches[1].tobytes() == batch.sketches.tobytes()


def glance_at(
    tags: Tags,
    rows: int,
    distances: list[int],
    good: NDArray[numpy.bool_],
    cover: Cover = EVERYTHING,
) -> object:
    """Return a glance at one table of prints."""
    keys = Printer(KEY).keys
    assert keys is not None
    made = kernel.glance(keys, classes(), None, DOMAINS, ENDINGS)
    made.add_prints(tags, good, rows, words(distances), False, cover)
    return made


ALL_GOOD = numpy.ones(1000, numpy.bool_)
LETTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))


@given(st.integers(0, 290), st.integers(1, 80), st.integers(0, 2**64 - 1), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_two_hits_are_looked_at_by_their_distance(
    first: int, apart: int, distances: int, rows: int
) -> None:
    """One hit is nothing; two are worth a look if a quotation may have that distance."""
    every = Printer(KEY).prints(windows(both(LETTERS)[0].units, Domain.BODY))
    second = first + apart
    # A crowd of other prints fills the rows, so that hits lie in the rows behind; none of its
    # tags is one that the text asks for.
    assert len(numpy.unique(every.astype(numpy.uint16))) == len(every)
    crowd = numpy.random.default_rng(rows).integers(0, 2**64, 31 * rows, dtype=numpy.uint64)
    crowd = crowd[~numpy.isin(crowd.astype(numpy.uint16), every.astype(numpy.uint16))]
    tags = build(numpy.append(crowd, every[[first]]), None, rows).tags
    glance = glance_at(tags, rows, [distances], ALL_GOOD)
    assert glance.looks(LETTERS, False) == 0  # type: ignore[attr-defined]
    if second < len(every):
        tags = build(numpy.append(crowd, every[[first, second]]), None, rows).tags
        glance = glance_at(tags, rows, [distances], ALL_GOOD)
        near = apart <= 64 and bool(distances >> (apart - 1) & 1)

        assert glance.looks(LETTERS, False) == (BODY if near else 0)  # type: ignore[attr-defined]


@given(st.lists(st.tuples(st.integers(0, 290), st.integers(0, 2)), max_size=12))
@settings(max_examples=200, deadline=None)
def test_hits_speak_for_each_other_within_their_class(held: list[tuple[int, int]]) -> None:
    """What the kernel looks at, and which hits it then hands over, is what numpy finds."""
    every = Printer(KEY).prints(windows(both(LETTERS)[0].units, Domain.BODY))
    at, of = (numpy.array([each[n] for each in held], numpy.intp) for n in range(2))
    strides = [[4], [3, 1], [4]]
    tags = build(of_class(every[at], of), None, 2).tags
    distances = [sum(1 << (d - 1) for d in steps(each)) for each in strides]
    glance = glance_at(tags, 2, distances, ALL_GOOD)
    looks = glance.looks(LETTERS, False)  # type: ignore[attr-defined]
    found = [numpy.frombuffer(each, numpy.intp) for each in glance.hits(0)]  # type: ignore[attr-defined]
    reference = probe_by_numpy(tags, every, 2, 3)

    assert found[0].tolist() == reference[0].tolist() and found[1].tolist() == reference[1].tolist()
    assert found[2].tolist() == class_at(tags, every, reference).tolist()
    near = [in_step(found[0][found[2] == n], strides[n]).tolist() for n in range(3)]
    assert looks == (BODY if any(near) else 0)

    cover = cover_of(frozenset().union(*map(steps, strides)))
    glance = glance_at(tags, 2, distances, ALL_GOOD, cover)
    assert glance.looks(LETTERS, False) == looks  # type: ignore[attr-defined]
    found = [numpy.frombuffer(each, numpy.intp) for each in glance.hits(0)]  # type: ignore[attr-defined]
    assert near == [in_step(found[0][found[2] == n], strides[n]).tolist() for n in range(3)]


def test_an_unchecked_chunk_is_worth_a_look() -> None:
    """The reference path checks it; afterwards the answer is known."""
    good = numpy.zeros(1, numpy.bool_)
    glance = glance_at(build(words([1, 2]), None, 2).tags, 2, [2**64 - 1], good)
    before = glance.looks(LETTERS, False)  # type: ignore[attr-defined]
    good[:] = True

    assert before == BODY | UNSURE
    assert glance.looks(LETTERS, False) == 0  # type: ignore[attr-defined]


STRANGE = 0xFFFE
"""A unit that stands in no text."""


def knows(text: str, term: Units, wild: int = 0) -> bool:
    """Tell whether a glance at a text looks, if this term is registered and no other.

    With `wild`, what is registered has another letter there, and a row in which it is open.
    """
    printer = Printer(KEY)
    assert printer.keys is not None
    exact = term.copy()
    exact[wild - 1 : wild] = STRANGE
    rows = numpy.zeros(2 if wild else 1, TERM)
    heads = printer.first(windows(exact[: 2 * PREFIX], Domain.PREFIX, PREFIX))
    rows["print"][0], rows["head"][0] = printer.chained(exact[None, :])[0], heads[0]
    rows["second"][0] = heads[PREFIX] if wild else 0
    rows["print"][1:] = printer.chained(opened(exact[None, :])[wild - 1 : wild])
    rows["wild"][1:], rows["length"] = wild, len(term)
    columns = (printer.second(rows[name].copy()) for name in ("print", "head", "second"))
    table = termtable.build(rows, *columns)
    made = kernel.glance(printer.keys, classes(), None, DOMAINS, ENDINGS)
    lengths = bytes([len(term)])
    made.add_terms(*table[:4], lengths, lengths if wild else b"")
    return made.looks(text, False) == TERMS


@given(TEXTS, st.data())
@settings(max_examples=300, deadline=None)
def test_every_piece_of_a_text_is_found_as_a_term(text: str, data: st.DataObject) -> None:
    """Of any length, at any place; and a term that is not there is not."""
    units = whole(text).units
    if len(units) >= PREFIX:
        length = data.draw(st.integers(PREFIX, min(len(units), 64)))
        start = data.draw(st.integers(0, len(units) - length))
        term = units[start : start + length]

        assert knows(text, term)
        assert length == 64 or not knows(text, numpy.append(term, numpy.uint16(STRANGE)))


@given(TEXTS, st.data())
@settings(max_examples=500, deadline=None)
def test_what_is_framed_is_tried_with_a_letter_open(text: str, data: st.DataObject) -> None:
    """What the reference takes for a title or a number the kernel does too, and nothing else."""
    own = whole(text)
    if len(own.units) < SHORTEST_WILD:
        return
    length = data.draw(st.integers(SHORTEST_WILD, min(len(own.units), 64)))
    start = data.draw(st.integers(0, len(own.units) - length))
    term = own.units[start : start + length]
    wild = data.draw(st.integers(1, length))
    at = numpy.array([start])
    # The same wording may stand in a frame elsewhere in the text.
    everywhere = numpy.arange(len(own.units) - length + 1)
    same_there = [n for n in everywhere if not (own.units[n : n + length] != term).any()]
    also = framed(text, own, numpy.array(same_there), numpy.array(same_there) + length).any()

    assert knows(text, term, wild) == bool(framed(text, own, at, at + length)[0] or also)


SHAPES = {
    "in brackets": "早上说到《示例高炉点火时》那件事",
    "brackets in brackets": "《甲《示例高炉点火时》乙》示例",
    "in quotes": '早上说到"示例高炉点火时"那件事',
    "in single quotes": "早上说到'示例高炉点火时'那件事",
    "a line of its own": "早上好\n示例高炉点火时\n收到",
    "an indented line, after an empty one": "\n\n  \t示例高炉点火时",
    "with an ending": "转发示例高炉点火通知一份",
    "behind a number": "见示例发[2023]17号、18号文",
    "wide letters": "早上说到《𠮷祥高炉点火时》那件事😀",
}
NOT_FRAMED = {
    "within a line": "早上说到示例高炉点火时那件事",
    "half a pair of brackets": "早上说到《示例高炉点火时那件事",
    "two sorts of quotes": "早上说到'示例高炉点火时\"那件事",
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_every_shape_of_a_wording_is_tried(text: str) -> None:
    """With the first letter wrong, one in the middle, and the last."""
    own = whole(text)
    length = 7
    starts = numpy.arange(len(own.units) - length + 1)
    tried = starts[framed(text, own, starts, starts + length)]

    assert len(tried)
    for start in tried.tolist():
        term = own.units[start : start + length]
        assert all(knows(text, term, wild) for wild in (1, 4, 7))


@pytest.mark.parametrize("text", NOT_FRAMED.values(), ids=NOT_FRAMED)
def test_other_wordings_are_not(text: str) -> None:
    """A sentence that is one letter off a title is a sentence."""
    own = whole(text)
    starts = numpy.arange(len(own.units) - 7 + 1)

    assert not framed(text, own, starts, starts + 7)[4:5].any()
    assert not knows(text, own.units[4:11], 2)


TITLES = [f"示例关于第{n}号高炉点火的通知" for n in "一二三"]
NAMES = ["青崖三号", "炉前口令", "门岗铁柜示例甲"]
NUMBERS = ["示发〔2023〕17号", "青崖办函〔2024〕8号"]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundle]:
    """Three documents with titles, numbers, names, and prints for text from photographs."""
    registry = Registry.create(tmp_path_factory.mktemp("kernel") / "r.zmr", MASTER)
    enroller = Enroller(registry.key, lookalikes=True)
    for n, title in enumerate(TITLES):
        original = Original(
            Document(f"D-{n}"), invented(n, 200), title, tuple(NUMBERS), (NAMES[n],), (NAMES[n],)
        )
        registry.add(enroller.enrol(original))
    registry.close()
    opened = Bundle(registry.path, MASTER)
    opened.warm()
    yield opened
    opened.close()


BODIES = [invented(n, 200) for n in range(4)]
QUOTES = st.builds(
    lambda text, start, size: text[start : start + size],
    st.sampled_from(BODIES), st.integers(0, 200), st.integers(1, 40),
)  # fmt: skip
SAID = st.one_of(QUOTES, st.sampled_from([*TITLES, *NAMES, *NUMBERS]), TEXTS)
MISTYPED = st.builds(
    lambda text, at: text[: at % len(text)] + "误" + text[at % len(text) + 1 :],
    st.sampled_from([*TITLES, *NUMBERS]),
    st.integers(0, 40),
)


@given(st.lists(st.one_of(SAID, MISTYPED, st.just("\n")), max_size=4).map("".join))
@settings(max_examples=400, deadline=None)
def test_whatever_the_reference_finds_is_looked_at(bundle: Bundle, text: str) -> None:
    """Typed or photographed, in bodies and among terms."""
    folded = fold(text)
    for medium in (Medium.TYPED, Medium.OCR):
        looks = Glance(bundle.key, bundle.segments).looks(folded.text, medium is Medium.OCR)
        found = by_numpy(bundle).match(folded, medium)
        of_bodies = {match.what in (What.BODY, What.LINE) for match in found}

        assert looks & BODY or True not in of_bodies
        assert looks & TERMS or False not in of_bodies


def by_numpy(bundle: Bundle) -> Bundle:
    """Return the same bundle, which looks at everything."""
    bundle._glance.looks = lambda *_: BODY | TERMS  # type: ignore[method-assign]
    return bundle


def test_most_texts_are_not_looked_at(bundle: Bundle) -> None:
    """Else a glance would be worth nothing."""
    glance = Glance(bundle.key, bundle.segments)
    innocent = [
        "".join(map(chr, numpy.random.default_rng(n).integers(0x5000, 0x8000, 200)))
        for n in range(200)
    ]

    assert sum(glance.looks(text, True) == 0 for text in innocent) >= 198


def test_a_closed_bundle_holds_no_memory(registry: Registry, master: MasterKey) -> None:
    """The kernel lets go of the file as everybody else does."""
    registry.close()
    bundle = Bundle(registry.path, master)
    bundle.match(fold(LETTERS))
    bundle.close()

    assert bundle._container._map.closed


@pytest.mark.parametrize(("rows", "size"), [(3, 2), (-1, 2), (2**40, 2)])
def test_more_home_rows_than_rows_are_refused(rows: int, size: int) -> None:
    """No table can make the kernel read beyond its memory."""
    keys = Printer(KEY).keys
    assert keys is not None
    made = kernel.glance(keys, classes(), None, DOMAINS, ENDINGS)

    with pytest.raises(ValueError):
        made.add_prints(
            numpy.ones((size, WIDTH), numpy.uint16), ALL_GOOD, rows, words([1]), False, EVERYTHING
        )
    bloom, lanes = bytes(1024), bytes(32 * size)
    with pytest.raises(ValueError):
        made.add_terms(bloom, lanes, lanes, rows, b"", b"")


@pytest.mark.parametrize(
    ("heads", "lengths"),
    [(b"", b""), (bytes(16), b""), (bytes(48), b""), (bytes(32), b"\3\3"), (bytes(32), b"\2"),
     (bytes(32), b"\x41")],
)  # fmt: skip
def test_filters_and_lengths_that_cannot_be_are_refused(heads: bytes, lengths: bytes) -> None:
    """A filter has a power of two words, more than one; lengths ascend, from 3 to 64."""
    keys = Printer(KEY).keys
    assert keys is not None
    made = kernel.glance(keys, classes(), None, DOMAINS, ENDINGS)

    with pytest.raises(ValueError):
        made.add_terms(heads, bytes(32), bytes(32), 1, lengths, b"")


@pytest.mark.parametrize(
    ("asked", "given"),
    [("numpy", "numpy"), *((name, f"compiled ({name})") for name in CIPHERS),
     ("", f"compiled ({CIPHERS[0]})"), ("nonsense", f"compiled ({CIPHERS[0]})")],
)  # fmt: skip
def test_another_way_can_be_asked_for(asked: str, given: str) -> None:
    """For comparing, and for doubt: each makes the same prints."""
    script = (
        "from zhamen.register import kernel, prints, keys, suite; import numpy;"
        "key = keys.MasterKey(suite.SUITES['intl'], bytes(32)).bundle_key('kernel', 1);"
        "blocks = prints.windows(numpy.arange(100, dtype=numpy.uint16), prints.Domain.BODY);"
        "print(kernel.NAME, prints.Printer(key).prints(blocks).tobytes().hex(), sep='|')"
    )
    environment = {**os.environ, "ZHAMEN_KERNEL": asked}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    blocks = windows(numpy.arange(100, dtype=numpy.uint16), Domain.BODY)

    assert done.stdout.strip() == f"{given}|{Printer(KEY).prints(blocks).tobytes().hex()}"


def test_the_numbers_on_both_sides_agree() -> None:
    """What C has written down a second time."""
    folder = Path(__file__).parents[2] / "src/zhamen/register/_kernel"
    lines = [line for path in folder.glob("*.h") for line in path.read_text().splitlines()]
    said = dict(
        line.split()[1:3] for line in lines if line[:8] == "#define " and len(line.split()) > 2
    )
    ours = {"WINDOW": WINDOW, "PREFIX": PREFIX, "LANES": LANES, "LISTS": LISTS, "WIDTH": WIDTH,
            "CLASSES": CLASSES, "CLASS_SHIFT": CLASS_SHIFT, "REACH": REACH, "ROW_BYTES": ROW_BYTES,
            "CHUNK": CHUNK, "SKETCH": SKETCH, "TERM_LANES": termtable.TERM_LANES}  # fmt: skip

    assert {name: int(said[name]) for name in ours} == ours
