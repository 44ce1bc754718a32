"""Public texts: what everybody knows is not registered."""

from pathlib import Path

from zhamen.reading.normal import fold
from zhamen.register.bundle import Bundle
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import MasterKey
from zhamen.register.letters import body
from zhamen.register.prints import Domain, windows
from zhamen.register.public import Public, PublicBuilder
from zhamen.register.registry import Registry
from zhamen.register.surprise import FLAT_BITS, bits

from .conftest import invented

OPEN, OWN = invented(1), invented(2)


def filter_of(path: Path, *texts: str) -> Public:
    builder = PublicBuilder()
    for text in texts:
        builder.add(text)
    builder.write(path)
    return Public(path)


def test_public_sentences_are_not_recognised(tmp_path: Path, master: MasterKey) -> None:
    """What the document says beside them is."""
    public = filter_of(tmp_path / "p", OPEN)
    path = tmp_path / "r.zmr"
    with Registry.create(path, master) as registry:
        registry.use_public(public.surprise.copy())
        enroller = Enroller(registry.key, public=public)
        registry.add(enroller.enrol(Original(Document("D"), OPEN + "\n" + OWN)))
    public.close()
    bundle = Bundle(path, master)

    assert bundle.match(fold(OPEN[100:180])) == []
    assert bundle.match(fold(OWN[100:180]))[0].document.id == "D"
    bundle.close()


def test_a_document_that_is_public_has_no_prints(tmp_path: Path, master: MasterKey) -> None:
    """Neither of its body nor of its title."""
    public = filter_of(tmp_path / "p", OPEN)
    enroller = Enroller(master.bundle_key("b", 1), public=public)

    assert not (enroller.enrol(Original(Document("D"), OPEN)).prints != 0).any()
    public.close()


def test_strangers_are_hardly_ever_taken_for_public(tmp_path: Path) -> None:
    """One window in some thousands."""
    public = filter_of(tmp_path / "p", *map(invented, range(100, 120)))
    blocks = windows(body(fold(invented(7, 20_000)).text).units, Domain.BODY)

    assert public.known(blocks).mean() < 0.003
    public.close()


def test_common_words_surprise_less_than_rare_ones(tmp_path: Path) -> None:
    """Bits come from the public corpus; without one, each letter counts the same."""
    public = filter_of(tmp_path / "p", "工作会议通知" * 50 + invented(3))
    common, rare = body("工作会议通知").units, body("鸾魑寰罅彝爨").units

    assert bits(common, public.surprise)[1:].mean() < bits(rare, public.surprise)[1:].mean()
    assert (bits(common, None) == FLAT_BITS).all()
    public.close()
