"""Speech is written down where a model lies in a folder: a real one of two operators, of tones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy
import pytest
from recorded import RATE, filmed, recorded, sheet, silk
from tones import said, write_model

from zhamen.errors import UsageError
from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision, Medium
from zhamen.model.verdict import Verdict
from zhamen.policy.loader import Policy
from zhamen.reading.reader import Reader
from zhamen.reading.recordings.models import load_model
from zhamen.reading.recordings.sounds import Samples
from zhamen.reading.recordings.speech import Transcriber, pause
from zhamen.settings import Settings, SpeechSettings

pytest.importorskip("sherpa_onnx")


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> SpeechSettings:
    """Settings with a model that hears a letter in each of ten tones."""
    folder = tmp_path_factory.mktemp("model")
    write_model(folder)
    return SpeechSettings(model_dir=folder, kind="zipformer_ctc")


@pytest.fixture(scope="module")
def listening(policy: Policy, speech: SpeechSettings) -> Iterator[Inspector]:
    """An inspector whose room for recordings has that model."""
    with Reader(Settings(speech=speech)) as reader:
        yield Inspector(policy, reader=reader)


def inspected(inspector: Inspector, data: bytes, name: str) -> Verdict:
    """Return the verdict on one file."""
    return inspector.inspect(Message("-", (Part(name, data=data),)))


MARK = said("机密十年")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("会议.m4a", lambda: recorded(MARK, "aac", "ipod")),
        ("会议.mp3", lambda: recorded(MARK, "libmp3lame", "mp3", 44100)),
        ("会议.ogg", lambda: recorded(MARK, "libopus", "ogg")),
        ("语音.silk", lambda: silk(MARK)),
        ("现场.mkv", lambda: filmed([sheet()] * 25, container="matroska", sound=MARK)),
    ],
)
def test_a_mark_that_is_said(listening: Inspector, name: str, make: Callable[[], bytes]) -> None:
    """A recording on which level and term are said is blocked for must-not 2."""
    verdict = inspected(listening, make(), name)
    spoken = [each for each in verdict.findings if each.decision is Decision.BLOCK]

    assert {each.clause for each in spoken} == {2}
    assert {each.place for each in spoken} == {"speech"}
    assert "no_speech_model" not in {each.reason for each in verdict.unread}


def test_what_is_understood_is_read(listening: Inspector) -> None:
    """A recording on which nothing of the kind is said passes, and nothing of it is unread."""
    verdict = inspected(listening, recorded(said("示期"), "aac", "ipod"), "会议.m4a")

    assert (verdict.decision, verdict.unread) == (Decision.PASS, ())


@pytest.mark.parametrize("at", [27.0, 29.3, 29.6, 58.9])
def test_a_mark_across_a_cut(listening: Inspector, at: float) -> None:
    """A long recording is heard in pieces; a mark that lies across a cut is found all the same."""
    sound = numpy.zeros(70 * RATE, numpy.float32)
    for second in range(0, 68, 2):
        sound[second * RATE :][: len(said("，"))] += said("，")
    start = int(at * RATE)
    sound[start - RATE // 2 : start + len(MARK)] = 0
    sound[start : start + len(MARK)] = MARK
    verdict = inspected(listening, recorded(sound, "flac", "flac"), "长会议.flac")

    (found,) = {each.page for each in verdict.findings if each.decision is Decision.BLOCK}
    assert found is not None
    assert found - 1 <= at + 1


class Length:
    """Says how long each piece was, in seconds: what is tested is how pieces are cut."""

    def text_of(self, sound: Samples) -> str:
        """Return the length of a piece in words."""
        return f"[{len(sound) / RATE:.1f}]"


def pieces(sound: Samples, block: int = 1000) -> list[tuple[float, str]]:
    """Return what a transcriber hears of blocks of a sound."""
    transcriber = Transcriber(Length())
    heard = [
        each
        for at in range(0, len(sound), block)
        for each in transcriber.feed(sound[at : at + block])
    ]
    return [*heard, *transcriber.finish()]


def test_pieces_end_in_pauses() -> None:
    """A piece ends in the pause nearest to half a minute, and the next begins there."""
    noise = numpy.random.default_rng(1).normal(0, 0.1, 45 * RATE).astype(numpy.float32)
    noise[int(24.8 * RATE) : int(25.2 * RATE)] = 0

    (first, _), (second, _) = pieces(noise)
    assert first == 0.0
    assert abs(second - 25.0) < 0.15


def test_where_nobody_pauses_pieces_overlap() -> None:
    """Without a pause a second is heard twice."""
    noise = numpy.random.default_rng(1).normal(0, 0.1, 40 * RATE).astype(numpy.float32)

    assert [second for second, _ in pieces(noise)] == [0.0, 29.0]
    assert pause(noise[: 30 * RATE]) == (30 * RATE, 29 * RATE)


def test_the_end_of_a_piece_is_said_again() -> None:
    """The last letters of a piece stand before the text of the next one."""
    noise = numpy.random.default_rng(1).normal(0, 0.1, 40 * RATE).astype(numpy.float32)

    assert [text for _, text in pieces(noise)] == ["[30.0]", "[30.0][11.0]"]


def test_silence_is_not_transcribed() -> None:
    """Models make up words for silence; it is not given to them."""
    assert pieces(numpy.zeros(65 * RATE, numpy.float32)) == []


def spoiled(folder: Path, how: str) -> SpeechSettings:
    """Return settings with a folder in which something is wrong."""
    folder.mkdir(exist_ok=True)
    kind = "zipformer_ctc"
    if how != "empty":
        write_model(folder)
    model = folder / "model.onnx"
    if how == "cut short":
        model.write_bytes(model.read_bytes()[:-40])
    elif how == "no model":
        model.write_bytes(b"<html>404</html>" * 20)
    elif how == "nothing in it":
        model.write_bytes(b"")
    elif how == "another kind":
        kind = "sense_voice"
    elif how == "no tokens":
        (folder / "tokens.txt").unlink()
    elif how == "other tokens":
        (folder / "tokens.txt").write_text("这不是词表\n", "utf-8")
    elif how == "no such kind":
        kind = "parrot"
    elif how == "no folder":
        folder = folder / "missing"
    return SpeechSettings(model_dir=folder, kind=kind)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("empty", "model*.onnx"), ("no folder", "no folder"), ("cut short", "ONNX"),
        ("no model", "ONNX"), ("nothing in it", "ONNX"), ("another kind", "lang_auto"),
        ("no tokens", "tokens.txt"), ("other tokens", "tokens.txt"), ("no such kind", "parrot"),
    ],
)  # fmt: skip
def test_a_folder_that_is_none(tmp_path: Path, how: str, says: str) -> None:
    """What is wrong with a folder is said, with what was expected and what to do."""
    with pytest.raises(UsageError) as caught:
        load_model(spoiled(tmp_path / "model", how))

    assert says in str(caught.value)
    assert caught.value.advice


def test_without_the_extra(speech: SpeechSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where sherpa-onnx is not installed, it is said which extra brings it."""
    monkeypatch.setitem(__import__("sys").modules, "sherpa_onnx", None)

    with pytest.raises(UsageError, match="sherpa-onnx"):
        load_model(speech)


def test_a_model_that_does_not_open_makes_recordings_unread(policy: Policy, tmp_path: Path) -> None:
    """Nothing that is said passes because of a broken model."""
    settings = Settings(speech=spoiled(tmp_path / "model", "cut short"))
    with Reader(settings) as reader:
        verdict = inspected(Inspector(policy, reader=reader), silk(MARK), "语音.silk")

    assert verdict.decision is Decision.HOLD
    assert [each.reason for each in verdict.unread] == ["speech_model"]


def test_speech_keeps_its_medium(speech: SpeechSettings) -> None:
    """What was heard is a passage of speech, with the second at which it was said."""
    with Reader(Settings(speech=speech)) as reader:
        data = recorded(
            numpy.concatenate((numpy.zeros(3 * RATE, numpy.float32), MARK)), "flac", "flac"
        )
        passages = reader.read(Message("-", (Part("会议.flac", data=data),))).passages

    assert [(each.text, each.page) for each in passages if each.medium is Medium.SPEECH] == [
        ("机密十年", 1)
    ]
