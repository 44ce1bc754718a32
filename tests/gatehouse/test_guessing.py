"""Guesses are counted: over the limit nothing of the sender passes, and nothing leaks."""

from pathlib import Path

import pytest

from zhamen.errors import GuessError, UsageError
from zhamen.gatehouse.digests import make_key
from zhamen.gatehouse.guessing import SUFFIX, Guarded, Tally
from zhamen.gatehouse.house import Gatehouse
from zhamen.gatehouse.spool import read_spool
from zhamen.model.message import Message, Part
from zhamen.model.passage import Folded
from zhamen.model.terms import Decision, Medium
from zhamen.model.trace import Trace
from zhamen.reading.normal import fold
from zhamen.register.document import Document, Status, What
from zhamen.register.enrol import Enroller, Original
from zhamen.register.found import Band, Match, Span
from zhamen.register.keys import MasterKey, save_key
from zhamen.register.registry import Registry
from zhamen.settings import RegisterSettings, Settings, SpoolSettings

SECRET = "首炉配比由工艺室单独下达，各班组不得自行记录，示例文件第七号"
DAY = 86400.0


class Clock:
    """A time that is set by hand."""

    def __init__(self) -> None:
        self.now = 20_000 * DAY

    def __call__(self) -> float:
        """Return seconds."""
        return self.now


class Knows:
    """A register of one document, of which every text with 密 in it is a part."""

    state = "1"

    def __init__(self, status: Status = Status.ACTIVE) -> None:
        self._match = Match(
            Document("D-1", status=status), What.BODY, Band.LOOK, 14, (Span(0, 1, 0),)
        )

    def match(self, folded: Folded, medium: Medium) -> list[Match]:
        """Know every text with 密 in it."""
        return [self._match] if "密" in folded.text else []

    def recall(self, trace: Trace) -> list[Match]:
        """Know every picture."""
        return [self._match]

    def close(self) -> None:
        """Hold nothing."""


def ask(guard: Guarded, sender: str, text: str) -> int:
    """Send one message and return how many matches it was told of."""
    guard.begin(sender)
    try:
        return len(guard.match(fold(text), Medium.TYPED))
    finally:
        guard.end()


def guard(limit: int = 3, every: int = 0, clock: Clock | None = None, **more: Status) -> Guarded:
    """Return a guarded register with a tally in memory."""
    settings = RegisterSettings(guesses=limit, gate_guesses=every)
    return Guarded(Knows(**more), settings, Tally(DAY, clock=clock or Clock()))


def test_a_sender_is_answered_so_often_and_no_more() -> None:
    """What knows nothing is not counted; others are answered as before."""
    guarded = guard()
    for _ in range(10):
        assert ask(guarded, "甲", "午饭") == 0
    for _ in range(3):
        assert ask(guarded, "甲", "密") == 1

    for text in ("密", "午饭"):
        with pytest.raises(GuessError):
            ask(guarded, "甲", text)
    assert ask(guarded, "乙", "密") == 1


def test_a_message_counts_once_however_often_it_is_looked_at() -> None:
    """A detector asks twice, and for every passage."""
    guarded = guard(2)
    guarded.begin("甲")
    for _ in range(5):
        guarded.match(fold("密"), Medium.TYPED)
    guarded.end()

    assert ask(guarded, "甲", "密") == 1


def test_the_day_after_it_begins_anew() -> None:
    """The limit is one of a stretch of time."""
    clock = Clock()
    guarded = guard(1, clock=clock)
    assert ask(guarded, "甲", "密") == 1
    with pytest.raises(GuessError):
        ask(guarded, "甲", "午饭")
    clock.now += DAY + 1

    assert ask(guarded, "甲", "密") == 1


def test_all_senders_together_have_a_limit_too() -> None:
    """Whoever changes his name, or has none, meets it."""
    guarded = guard(0, every=4)
    for sender in ("甲", "乙", "", ""):
        assert ask(guarded, sender, "密") == 1

    for sender in ("丙", ""):
        with pytest.raises(GuessError):
            ask(guarded, sender, "午饭")


def test_a_sender_without_a_name_has_no_limit_of_his_own() -> None:
    """Else one of them would stop all."""
    guarded = guard(1)

    assert sum(ask(guarded, "", "密") for _ in range(5)) == 5


def test_a_declassified_document_may_be_named_as_often_as_one_likes() -> None:
    """It is no secret any more."""
    guarded = guard(1, status=Status.DECLASSIFIED)

    assert sum(ask(guarded, "甲", "密") for _ in range(5)) == 5


def test_processes_share_a_folder_and_its_past(tmp_path: Path) -> None:
    """Two tallies, a restart, midnight in between, and what is too old."""
    clock = Clock()
    one, other = Tally(DAY, tmp_path, clock), Tally(DAY, tmp_path, clock)
    one.note("甲")
    other.note("乙")
    clock.now += DAY / 2
    one.note("甲")

    assert other.counts("甲") == (2, 3)
    clock.now += DAY / 2 + 1
    assert Tally(DAY, tmp_path, clock).counts("甲") == (1, 1)
    assert other.counts("甲") == (1, 1)
    clock.now += 3 * DAY
    assert Tally(DAY, tmp_path, clock).counts("甲") == (0, 0)
    assert len(list(tmp_path.glob(f"*{SUFFIX}"))) == 1


def test_a_torn_line_spoils_no_other(tmp_path: Path) -> None:
    """A process was killed while it wrote."""
    clock = Clock()
    tally = Tally(DAY, tmp_path, clock)
    tally.note("甲")
    with next(tmp_path.glob(f"*{SUFFIX}")).open("ab") as file:
        file.write(b"17 \xff\n\nxx")
    tally.note("甲")
    tally.note("甲")

    assert Tally(DAY, tmp_path, clock).counts("甲")[0] == 3


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A gate that cannot count does not open."""
    with pytest.raises(UsageError, match="writable"):
        Tally(DAY, tmp_path / "nowhere")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A gate with a register of one document, a spool, a key of digests, and a limit of two."""
    master = MasterKey.new()
    save_key(master, tmp_path / "key")
    make_key(tmp_path / "digest")
    registry = Registry.create(tmp_path / "r.zmr", master)
    registry.add(Enroller(registry.key).enrol(Original(Document("D-7"), SECRET)))
    registry.close()
    return Settings(
        spool=SpoolSettings(tmp_path / "spool", digest_key=tmp_path / "digest"),
        register=RegisterSettings((tmp_path / "r.zmr",), (tmp_path / "key",), guesses=2),
    )


def send(house: Gatehouse, text: str, sender: str) -> tuple[Decision, list[str]]:
    """Return the decision on a message and the reasons why something is unread."""
    verdict = house.pass_through(Message("m", (Part("text", text=text),), sender=sender))
    return verdict.decision, [each.reason for each in verdict.unread]


def test_a_guesser_is_held_whatever_he_sends(settings: Settings, tmp_path: Path) -> None:
    """After a restart too; the journal says why, and no file names him or the text."""
    with Gatehouse.open(settings, guard=True) as house:
        for _ in range(2):
            assert send(house, SECRET[:20], "测试员甲")[0] in (Decision.BLOCK, Decision.HOLD)
        assert send(house, "午饭吃什么", "测试员甲") == (Decision.HOLD, ["guesses"])
        assert send(house, "午饭吃什么", "测试员乙") == (Decision.PASS, [])
        assert house.healthy()
    with Gatehouse.open(settings, guard=True) as house:
        assert send(house, SECRET[:20], "测试员甲") == (Decision.HOLD, ["guesses"])
    reasons = [
        [each["reason"] for each in record["verdict"].get("unread", [])]
        for record in read_spool(tmp_path / "spool")
    ]

    assert reasons == [[], [], ["guesses"], [], ["guesses"]]
    (counted,) = (tmp_path / "spool").glob(f"*{SUFFIX}")
    assert counted.stat().st_mode & 0o077 == 0
    assert "测试员" not in counted.read_text() and SECRET[:4] not in counted.read_text()


def test_a_gate_that_cannot_count_gives_no_verdict(settings: Settings, tmp_path: Path) -> None:
    """The caller refuses, as for any fault."""
    with Gatehouse.open(settings, guard=True) as house:
        assert house._guard is not None
        house._guard._tally.close()
        with pytest.raises(OSError):
            send(house, "午饭", "测试员甲")


def test_whoever_checks_his_own_files_is_not_limited(settings: Settings) -> None:
    """He has the bundle and its key; there is nothing to keep from him."""
    with Gatehouse.open(settings) as house:
        assert [send(house, SECRET[:20], "甲")[1] for _ in range(4)] == [[]] * 4
