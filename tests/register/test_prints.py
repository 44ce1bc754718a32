"""Prints: a keyed one-way function, in two stages, the same whoever computes it."""

import numpy
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from zhamen.register.keys import BundleKey, MasterKey
from zhamen.register.letters import Units
from zhamen.register.prints import WINDOW, Domain, Printer, windows
from zhamen.register.suite import SUITES


@pytest.fixture(params=sorted(SUITES))
def key(request: pytest.FixtureRequest) -> BundleKey:
    """A bundle's key of each suite."""
    return MasterKey.new(request.param).bundle_key("b", 1)


def units(text: str) -> Units:
    return numpy.frombuffer(text.encode("utf-16-le"), numpy.uint16)


def test_a_window_and_its_domain_fill_one_block() -> None:
    """Seven letters and one unit that says what they are."""
    blocks = windows(units("示例文件的正文一"), Domain.BODY)

    assert blocks.shape == (2, WINDOW + 1)
    assert blocks[1].tobytes().decode("utf-16-le")[:7] == "例文件的正文一"
    assert (blocks[:, WINDOW] == Domain.BODY.unit).all()


def test_a_text_shorter_than_a_window_has_none() -> None:
    """Six letters say nothing."""
    assert len(windows(units("示例文件的正"), Domain.BODY)) == 0


def test_stage_one_is_the_cipher_with_feed_forward(key: BundleKey) -> None:
    """E(x) xor x, by the library's own cipher, block by block."""
    block = windows(units("示例文件的正文"), Domain.BODY)
    cipher = {"intl": algorithms.AES, "gm": algorithms.SM4}[key.suite.name](key.k0)
    encryptor = Cipher(cipher, modes.ECB()).encryptor()
    encrypted = numpy.frombuffer(encryptor.update(block.tobytes()), numpy.uint64)

    assert Printer(key).first(block)[0] == encrypted[0] ^ block.view(numpy.uint64)[0, 0]


def test_the_same_window_has_another_print_in_every_bundle_domain_and_epoch() -> None:
    """Whoever has one bundle cannot look things up in another."""
    master = MasterKey.new()
    text = units("示例文件的正文")
    keys = [master.bundle_key("a", 1), master.bundle_key("b", 1), master.bundle_key("a", 2)]
    prints = {
        int(Printer(key).prints(windows(text, domain))[0])
        for key in keys
        for domain in (Domain.BODY, Domain.ALIKE)
    }

    assert len(prints) == 6


def test_stage_one_is_the_same_in_all_bundles_of_a_master() -> None:
    """So a bundle is made anew under another key without any original."""
    master, block = MasterKey.new(), windows(units("示例文件的正文"), Domain.BODY)

    assert Printer(master.bundle_key("a", 1)).first(block) == Printer(
        master.bundle_key("b", 7)
    ).first(block)


def test_a_long_call_and_many_short_ones_agree(key: BundleKey) -> None:
    """The buffer that is kept between calls changes nothing."""
    printer, blocks = Printer(key), windows(units("示例文件" * 3000), Domain.BODY)
    whole = printer.prints(blocks)

    assert (whole[:50] == printer.prints(numpy.ascontiguousarray(blocks[:50]))).all()
    assert len(printer.prints(blocks[:0])) == 0


def test_no_term_is_the_head_of_another(key: BundleKey) -> None:
    """Terms of any length have prints of their own, alone or in company."""
    names = ("示例代号", "示例代号甲", "示例代号甲乙丙丁戊己", "示例代号甲乙丙丁戊己庚辛")
    terms = [units(name) for name in names]
    prints = [int(Printer(key).chained(term[None, :])[0]) for term in terms]
    together = Printer(key).chained(numpy.stack([terms[2], terms[2][::-1]]))

    assert len(set(prints)) == 4
    assert together[0] == prints[2] != together[1]
