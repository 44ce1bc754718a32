"""A registered recording is known again from an excerpt, and another one is not."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy
import pytest

from zhamen.errors import RegisterError
from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.recordings.sounds import BANDS, RATE, Samples, Spectra, from_bytes, levels
from zhamen.register.document import Document, What
from zhamen.register.found import Band
from zhamen.register.recall import load_recallers, records_of
from zhamen.register.recordings import LAG, Recordings, bits_of, record_of

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
from recorded import heard, recorded, silk, voice

REGISTERED = {f"R-{number}": voice(60, number) for number in range(1, 4)}
OTHERS = [voice(30, number) for number in range(11, 19)]
SECONDS = 9.0
AT = 21.37


def excerpt(sound: Samples, at: float = AT, seconds: float = SECONDS) -> Samples:
    """Return a stretch of a recording."""
    return sound[int(at * RATE) : int((at + seconds) * RATE)]


def noisy(sound: Samples, decibels: float) -> Samples:
    """Return a recording with white noise so many decibels under it."""
    power = numpy.square(sound).mean() / 10 ** (decibels / 10)
    noise = numpy.random.default_rng(3).normal(0, power**0.5, len(sound))
    return (sound + noise).astype(numpy.float32)


def in_a_room(sound: Samples) -> Samples:
    """Return a recording as another phone takes it up across a room, with noise."""
    random = numpy.random.default_rng(4)
    length = RATE // 2
    echo = random.normal(0, 1, length) * numpy.exp(-numpy.arange(length) / (0.12 * RATE))
    echo[0] = 4
    size = 2 * len(sound)
    spectrum = numpy.fft.rfft(sound, size) * numpy.fft.rfft(echo, size)
    return noisy(numpy.fft.irfft(spectrum)[: len(sound)].astype(numpy.float32) / 10, 20)


def faster(sound: Samples, speed: float) -> Samples:
    """Return a recording that is played faster, and so higher."""
    at = numpy.arange(0, len(sound) - 1, speed)
    return numpy.interp(at, numpy.arange(len(sound)), sound).astype(numpy.float32)


CHANNELS = {
    "AMR 12.2": lambda sound: heard(recorded(sound, "libopencore_amrnb", "amr", 8000)),
    "MP3": lambda sound: heard(recorded(sound, "libmp3lame", "mp3")),
    "M4A": lambda sound: heard(recorded(sound, "aac", "ipod")),
    "Opus": lambda sound: heard(recorded(sound, "libopus", "ogg")),
    "noise at 10 dB": lambda sound: noisy(sound, 10),
    "a room": in_a_room,
    "a room, then AMR": lambda sound: CHANNELS["AMR 12.2"](in_a_room(sound)),
    "half as loud": lambda sound: 0.5 * sound,
    **{f"speed {speed}": lambda sound, speed=speed: faster(sound, speed)
       for speed in (0.95, 0.98, 1.02, 1.05)},
}  # fmt: skip


@pytest.fixture(scope="module")
def register() -> Recordings:
    """Three registered recordings of a minute."""
    return Recordings(
        (Document(name), record_of(levels(sound))) for name, sound in REGISTERED.items()
    )


@pytest.mark.parametrize("channel", CHANNELS, ids=str)
def test_excerpt(register: Recordings, channel: str) -> None:
    """Nine seconds are enough, whatever they were sent through, and it is said where they were."""
    sound = CHANNELS[channel](excerpt(REGISTERED["R-2"])).astype(numpy.float32)
    (match,) = register.match(levels(sound))
    found = min(register.hear(levels(sound)), key=lambda each: each.wrong)

    assert (match.document.id, match.what, match.band) == ("R-2", What.SOUND, Band.CERTAIN)
    assert abs(found.place - AT) < 0.5
    assert 5 < match.seconds < 10


def test_silk_excerpt(register: Recordings) -> None:
    """A voice message of WeChat's is known again from its own file."""
    from zhamen.reading.formats.silk import FORMAT
    from zhamen.settings import Limits

    contents = FORMAT.read(silk(excerpt(REGISTERED["R-3"])), Limits())
    (value,) = (each.value for each in contents if isinstance(each, Trace))

    assert [match.document.id for match in register.match(from_bytes(value))] == ["R-3"]


@pytest.mark.parametrize("number", range(len(OTHERS)))
def test_another_recording(register: Recordings, number: int) -> None:
    """Another recording of the same kind of voice is not taken for a registered one."""
    assert register.match(levels(OTHERS[number])) == []


def test_an_excerpt_within_a_long_recording(register: Recordings) -> None:
    """Ten seconds amid minutes of something else are found, and where they are."""
    long = numpy.concatenate((OTHERS[0], OTHERS[1], excerpt(REGISTERED["R-1"], 30, 12), OTHERS[2]))
    found = list(register.hear(levels(long)))

    assert {each.recording for each in found} == {0}
    assert all(52 < each.at < 72 for each in found)


@pytest.mark.parametrize(
    "sound",
    [
        numpy.zeros(20 * RATE, numpy.float32),
        numpy.sin(numpy.arange(20 * RATE) / 9).astype(numpy.float32),
        voice(1),
        voice(0.1),
        numpy.zeros(0, numpy.float32),
    ],
    ids=["silence", "a tone", "a second", "a moment", "nothing"],
)
def test_what_is_no_recording(register: Recordings, sound: Samples) -> None:
    """Silence, a tone and moments are neither kept nor recognised."""
    spectra = Spectra()
    spectra.feed(sound)
    measured = from_bytes(spectra.to_bytes())

    assert record_of(measured) == b""
    assert register.match(measured) == []


def test_silence_enrolled_by_somebody_matches_nothing() -> None:
    """Where nothing sounds there is nothing to agree on."""
    quiet = Recordings([(Document("R-0"), bytes(4 * 2000))])

    assert quiet.match(levels(OTHERS[0])) == []
    assert Recordings([]).match(levels(OTHERS[0])) == []


def test_no_sound_can_be_made_of_what_is_kept() -> None:
    """A record holds one bit for each two bands, three times coarser than what was measured."""
    measured = levels(REGISTERED["R-1"])

    assert len(record_of(measured)) == 4 * (len(measured) - LAG)
    assert len(record_of(measured)) * 8 < measured.size / 2


def test_noise_of_any_shape_is_no_trouble(register: Recordings) -> None:
    """Levels of any values are answered."""
    random = numpy.random.default_rng(9)
    for hops in (1, LAG, LAG + 1, 100, 700):
        measured = random.integers(0, 256, (hops, BANDS), dtype=numpy.uint8)
        assert register.match(measured) == []
        assert len(bits_of(measured, 1.04).words) <= 1.04 * hops


class OnlySounds:
    """A register of nothing but recordings."""

    def __init__(self, kept: list[tuple[Document, int, bytes]]) -> None:
        self._kept = kept

    def records(self, name: str) -> Iterator[tuple[Document, int, bytes]]:
        """Yield them."""
        assert name == "sound"
        yield from self._kept

    def macs(self, label: str) -> list[Callable[[bytes], bytes]]:
        """Return none."""
        return []

    def named(self) -> Iterator[Document]:
        """Yield none."""
        yield from ()


def test_the_recaller_refuses_what_is_no_trace() -> None:
    """A value that no reader made is refused, so that it does not pass for unknown."""
    (recaller,) = (each for each in load_recallers() if each.kind is TraceKind.SOUND)
    kept = records_of([Trace(TraceKind.SOUND, _value(REGISTERED["R-1"]))])["sound"]
    memory = recaller.memory(OnlySounds([(Document("R-1"), kind, data) for kind, data in kept]))

    with pytest.raises(RegisterError):
        memory.recall(Trace(TraceKind.SOUND, b"nonsense"))
    assert [
        m.document.id for m in memory.recall(Trace(TraceKind.SOUND, _value(REGISTERED["R-1"])))
    ] == ["R-1"]


def _value(sound: Samples) -> bytes:
    spectra = Spectra()
    spectra.feed(sound)
    return spectra.to_bytes()
