"""A glance at long texts and many segments: no hit is lost, and every match is numpy's."""

from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhamen.model.terms import Level
from zhamen.reading.normal import fold
from zhamen.register import kernel, registry
from zhamen.register.bundle import Bundle
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import Key, MasterKey
from zhamen.register.letters import both, classes
from zhamen.register.prints import Domain, Printer, windows
from zhamen.register.publishing import publish
from zhamen.register.registry import Registry
from zhamen.register.suite import SUITES
from zhamen.register.table import Tags, build, class_at, of_class, probe_by_numpy
from zhamen.register.wording import ENDINGS

from .conftest import invented

pytestmark = pytest.mark.skipif(
    kernel.compiled is None, reason=f"the kernel is not built; in use: {kernel.NAME}"
)

MASTER = MasterKey(SUITES["intl"], bytes(32))
KEY = MASTER.bundle_key("glance", 1)
TEXT = "".join(map(chr, range(0x4E00, 0x4E00 + 4000)))
EVERY = Printer(KEY).prints(windows(both(TEXT)[0].units, Domain.BODY))


def full_table(seed: int, rows: int, fill: float, count: int) -> Tags:
    """Return a table of so many rows, nearly full, that holds some windows of the text."""
    dice = numpy.random.default_rng(seed)
    crowd = dice.integers(0, 2**64, int(30 * fill * rows), dtype=numpy.uint64)
    held = dice.choice(EVERY, dice.integers(0, 200))
    prints = numpy.concatenate((crowd, held))
    return build(of_class(prints, dice.integers(0, count, len(prints))), None, rows).tags


@given(
    st.lists(st.integers(0, 2**32), min_size=1, max_size=12),
    st.sampled_from([8, 60, 200, 2000, 4000]),
    st.integers(1, 60),
    st.floats(0.5, 1.1),
    st.integers(1, 16),
)
@settings(max_examples=60, deadline=None)
def test_no_hit_is_lost(seeds: list[int], letters: int, rows: int, fill: float, count: int) -> None:
    """Of texts of any length, in any number of tables, however many of their rows go on."""
    keys = Printer(KEY).keys
    assert keys is not None
    domains = tuple(each.unit for each in (Domain.BODY, Domain.ALIKE, Domain.PREFIX, Domain.TERM))
    made = kernel.glance(keys, classes(), None, domains, ENDINGS)
    tables = [full_table(seed, rows, fill, count) for seed in seeds]
    good = numpy.ones(1, numpy.bool_)
    for tags in tables:
        distances = numpy.full(count, 2**64 - 1, numpy.uint64)
        made.add_prints(tags, good, rows, distances, False, (1, 1))
    made.looks(TEXT[:letters], False)
    for number, tags in enumerate(tables):
        found = [numpy.frombuffer(each, numpy.intp) for each in made.hits(number)]
        which, lanes = probe_by_numpy(tags, EVERY[: letters - 6], rows, count)

        assert found[0].tolist() == which.tolist() and found[1].tolist() == lanes.tolist()
        assert found[2].tolist() == class_at(tags, EVERY, (which, lanes)).tolist()


LEVELS = [Level.TOP_SECRET, Level.SECRET, Level.CONFIDENTIAL]
DOCUMENTS = 18
"""Each of a class of its own: more than one table of a gate holds."""
BODIES = [invented(n, 2500) for n in range(DOCUMENTS + 3)]
"""Of the last three nobody knows anything."""


@pytest.fixture(scope="module", params=["registry", "gate"])
def ways(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Bundle, Bundle]]:
    """One bundle of several segments, opened with the kernel and without."""
    with pytest.MonkeyPatch.context() as patched:
        # Small segments are written together with what comes after them, unless forbidden.
        patched.setattr(registry, "_GROWTH", 0)
        path, key = made(tmp_path_factory.mktemp("glance"), request.param)
        patched.setattr(kernel, "compiled", None)
        slow = Bundle(path, key)
    fast = Bundle(path, key)
    for each in (fast, slow):
        each.warm()
    yield fast, slow
    fast.close()
    slow.close()


def made(folder: Path, tier: str) -> tuple[Path, Key]:
    """Write the bundle of a tier, one document a segment at the registry, and return its key."""
    with Registry.create(folder / "r.zmr", MASTER) as desk:
        for n in range(DOCUMENTS):
            document = Document(f"D-{n}", level=LEVELS[n % 3], clauses=(n // 3 + 1,))
            desk.add(Enroller(desk.key).enrol(Original(document, BODIES[n])))
        desk.remove(["D-5"])
        if tier == "registry":
            return desk.path, MASTER
        return folder / "g.zmr", publish(desk, folder / "g.zmr", "gate")


PIECES = st.builds(
    lambda text, start, size: text[start : start + size],
    st.sampled_from(BODIES),
    st.integers(0, 2500),
    st.one_of(st.integers(5, 12), st.integers(13, 40), st.integers(200, 1500)),
)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=200, deadline=None)
def test_the_matches_are_the_same(ways: tuple[Bundle, Bundle], text: str) -> None:
    """Documents, places, letters, bits and their order, in texts of a line or of pages."""
    fast, slow = ways
    ours = fast.match(fold(text))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernel, "compiled", None)
        reference = slow.match(fold(text))

    assert ours == reference


def test_the_bundles_hold_several_tables(ways: tuple[Bundle, Bundle]) -> None:
    """Else the tests above would show less than they say."""
    assert len(ways[0].segments) > 1 and ways[1].match(fold(BODIES[0]))
