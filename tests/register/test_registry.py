"""The registry: vault and bundle in step, whatever happens between two commits."""

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from zhamen.errors import RegisterError
from zhamen.model.terms import Kind, Level
from zhamen.reading.normal import fold
from zhamen.register.batch import Batch
from zhamen.register.bundle import Bundle
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.families import Families
from zhamen.register.keys import MasterKey
from zhamen.register.publishing import publish
from zhamen.register.registry import Registry
from zhamen.register.vault import vault_path

from .conftest import batch_of, invented


def known(path: Path, key: MasterKey, seeds: range) -> list[int]:
    """Return which invented documents a bundle recognises by one line."""
    bundle = Bundle(path, key)
    try:
        lines = {seed: invented(seed).partition("\n")[2][100:139] for seed in seeds}
        return [
            seed
            for seed, line in lines.items()
            if [m.document.id for m in bundle.match(fold(line))] == [f"D-{seed}"]
        ]
    finally:
        bundle.close()


def test_what_was_added_is_known_and_what_was_removed_is_not(
    registry: Registry, master: MasterKey
) -> None:
    """At once, and after everything was written anew."""
    registry.add(batch_of(registry, range(10, 14)))
    assert registry.remove(["D-2", "D-12"]) == 2
    expected = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]

    assert known(registry.path, master, range(16)) == expected
    registry.merge()
    assert known(registry.path, master, range(16)) == expected
    registry.close()


def test_a_document_of_the_same_id_takes_the_place_of_the_old(
    registry: Registry, master: MasterKey
) -> None:
    """The old text is not recognised any more."""
    enroller = Enroller(registry.key)
    registry.add(enroller.enrol(Original(Document("D-3"), invented(77))))
    registry.close()
    bundle = Bundle(registry.path, master)

    assert bundle.match(fold(invented(3)[100:140])) == []
    assert bundle.match(fold(invented(77)[100:140]))[0].document.id == "D-3"
    assert bundle.documents == 10
    bundle.close()


def test_two_documents_of_one_id_are_refused(registry: Registry) -> None:
    """In one batch nobody could say which counts."""
    batch = batch_of(registry, range(20, 21))
    with pytest.raises(RegisterError, match="one id"):
        registry.add(Batch.joined([batch, batch]))
    registry.close()


def test_a_bundle_that_fell_behind_is_brought_up_to_date(
    registry: Registry, master: MasterKey
) -> None:
    """As after a process that was killed between the two commits."""
    old = registry.path.read_bytes()
    registry.add(batch_of(registry, range(10, 12)))
    registry.remove(["D-0"])
    registry.close()
    registry.path.write_bytes(old)
    assert known(registry.path, master, range(12)) == list(range(10))

    Registry(registry.path, master).close()
    assert known(registry.path, master, range(12)) == list(range(1, 12))


def test_a_bundle_that_was_lost_is_made_from_the_vault(
    registry: Registry, master: MasterKey
) -> None:
    """No original is needed."""
    registry.path.unlink()
    registry.catch_up()
    registry.close()

    assert known(registry.path, master, range(10)) == list(range(10))


def test_small_segments_are_merged_as_they_come(registry: Registry) -> None:
    """A hundred additions do not make a hundred segments."""
    for seed in range(10, 40):
        registry.add(batch_of(registry, range(seed, seed + 1)))
    bundle = Bundle(registry.path, registry.master)

    assert bundle.documents == 40
    assert len(bundle.segments) <= 4
    bundle.close()
    registry.close()


def test_after_rekeying_the_old_key_opens_nothing(registry: Registry, master: MasterKey) -> None:
    """And the new one everything, without any original."""
    old = registry.key
    registry.rekey()
    registry.close()
    with pytest.raises(RegisterError, match="key does not fit"):
        Bundle(registry.path, old)

    assert known(registry.path, master, range(10)) == list(range(10))
    with Registry(registry.path, master) as again:
        assert again.epoch == 2


def test_without_its_vault_a_bundle_cannot_be_changed(
    registry: Registry, master: MasterKey
) -> None:
    """A gate only reads."""
    registry.close()
    vault_path(registry.path).unlink()

    with pytest.raises(RegisterError, match="vault"):
        Registry(registry.path, master)


def versions(registry: Registry, count: int, **particulars: object) -> Batch:
    """Return so many drafts of one document; each has one line of its own."""
    text, enroller, families = invented(500, 2000), Enroller(registry.key), Families()
    batches = []
    for number in range(count):
        own = text.replace(text[900:930], invented(700 + number)[50:80])
        document = Document(f"V-{number}", **particulars)  # type: ignore[arg-type]
        batch = enroller.enrol(Original(document, own))
        if kin := families.kin_of(batch.sketches[0]):
            batch.entries["family"] = kin.family
        families.add(batch)
        batches.append(batch)
    return Batch.joined(batches)


SHARED = invented(500, 2000)[300:340]


def who(path: Path, key: MasterKey, text: str) -> set[str]:
    """Return the ids of the documents in which a text is recognised."""
    bundle = Bundle(path, key)
    try:
        return {match.document.id for match in bundle.match(fold(text))}
    finally:
        bundle.close()


def test_a_dozen_drafts_do_not_hide_each_other(registry: Registry, master: MasterKey) -> None:
    """What they share counts once; what each has by itself is found in it."""
    registry.add(versions(registry, 12))
    registry.close()

    assert who(registry.path, master, SHARED) == {"V-0"}
    assert who(registry.path, master, invented(711)[50:80]) == {"V-11"}


def test_an_elder_may_go_and_the_younger_speak_for_themselves(
    registry: Registry, master: MasterKey
) -> None:
    """At once, though the segment that held the elder stays."""
    registry.add(versions(registry, 3))
    registry.remove(["V-0"])
    registry.close()

    assert who(registry.path, master, SHARED) == {"V-1"}


def test_a_draft_does_not_answer_for_its_final_form(registry: Registry, master: MasterKey) -> None:
    """Versions of another kind, level or status are found beside each other."""
    draft = versions(registry, 1, kind=Kind.DRAFT, level=Level.NONE)
    final = versions(registry, 2)
    registry.add(Batch.joined([draft, final.only(numpy.array([False, True]))]))
    registry.close()

    assert who(registry.path, master, SHARED) == {"V-0", "V-1"}


def test_with_and_without_look_alikes_in_one_register(
    registry: Registry, master: MasterKey
) -> None:
    """What was enrolled without them stays so; everything else goes on."""
    enroller = Enroller(registry.key, lookalikes=True)
    registry.add(enroller.enrol(Original(Document("L"), invented(90))))
    registry.add(batch_of(registry, range(20, 22)))
    registry.merge()
    registry.close()

    assert known(registry.path, master, range(10)) == list(range(10))
    assert who(registry.path, master, invented(90)[100:140]) == {"L"}


def test_a_damaged_bundle_is_mended_from_the_vault(registry: Registry, master: MasterKey) -> None:
    """Only where that is asked for; its key stays the same."""
    registry.rekey()
    registry.close()
    registry.path.write_bytes(registry.path.read_bytes()[:9000])
    with pytest.raises(RegisterError):
        Registry(registry.path, master)
    with Registry(registry.path, master, mend=True) as mended:
        assert mended.epoch == 2

    assert known(registry.path, master, range(10)) == list(range(10))


def test_unrelated_documents_are_no_family(registry: Registry) -> None:
    """Ten texts of the same letters are ten documents."""
    families = Families.of(registry.vault)

    assert families.kin_of(batch_of(registry, range(50, 51)).sketches[0]) is None
    registry.close()


@pytest.mark.parametrize("tier", ["gate", "registry"])
def test_a_published_bundle_answers_under_its_own_key(
    registry: Registry, master: MasterKey, tmp_path: Path, tier: str
) -> None:
    """A gate knows that something is registered; only the registry's tier knows what."""
    path = tmp_path / "out.zmr"
    key = publish(registry, path, tier)
    bundle = Bundle(path, key)
    found = bundle.match(fold(invented(4)[100:150]))
    bundle.close()
    registry.close()

    assert found[0].document.id == ("" if tier == "gate" else "D-4")
    assert found[0].document.level == "secret"
    assert key.kb != registry.key.kb


def test_a_bundle_published_again_keeps_its_key_until_it_is_changed(
    registry: Registry, tmp_path: Path
) -> None:
    """So that a running gate goes over to it; a new epoch needs a new key."""
    path = tmp_path / "out.zmr"
    first, again = publish(registry, path, "gate"), publish(registry, path, "gate")
    after = publish(registry, path, "gate", rekey=True)
    registry.close()

    assert first == again
    assert after.epoch == 2 and after.kb != first.kb and after.bundle == first.bundle


_CHANGE = """
import random, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from register.conftest import batch_of
from zhamen.register.keys import load_key
from zhamen.register.registry import Registry
registry = Registry(Path(sys.argv[2]), load_key(Path(sys.argv[3])))
print("ready", flush=True)
for round_ in range(1000):
    if round_ % 3 == 2:
        registry.merge()
    elif round_ % 3 == 1:
        registry.remove([f"D-{100 + round_ - 1}"])
    else:
        registry.add(batch_of(registry, range(100 + round_, 101 + round_)))
"""


@pytest.mark.slow
def test_a_writer_may_be_killed_at_any_moment(
    registry: Registry, master: MasterKey, tmp_path: Path
) -> None:
    """After kill -9 anywhere in add, remove or merge, the bundle opens and knows the old ten."""
    from zhamen.register.keys import save_key

    registry.close()
    save_key(master, tmp_path / "k")
    chosen = random.Random(5)
    for _ in range(12):
        writer = subprocess.Popen(
            [sys.executable, "-c", _CHANGE, str(Path(__file__).parents[1]), str(registry.path),
             str(tmp_path / "k")],
            stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert writer.stdout is not None and writer.stdout.readline() == b"ready\n"
        try:
            writer.wait(chosen.uniform(0, 0.4))
        except subprocess.TimeoutExpired:
            writer.kill()
        writer.communicate()

        assert known(registry.path, master, range(10)) == list(range(10))
        Registry(registry.path, master).close()
        assert known(registry.path, master, range(10)) == list(range(10))
