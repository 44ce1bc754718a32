"""Is a registered recording known again from an excerpt, and how often is another one taken for it?

Voices are espeak-ng's (Debian espeak-ng), saying characters in random order; nobody's voice. Each
excerpt goes through a channel: codecs, noise, a loudspeaker in a room, another speed. Beside us
stands chromaprint's `fpcalc` (Debian libchromaprint-tools), its raw prints compared at every
offset, wrong bits up to 15 % (12 % below ten seconds) as measured for it elsewhere.
"""

import argparse
import io
import random
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import numpy
from _texts import corpus
from numpy.typing import NDArray

from zhamen.reading.recordings.sounds import RATE, levels
from zhamen.register.document import Document
from zhamen.register.recordings import Recordings, record_of

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "reading"))
from recorded import heard, recorded, silk

Sound = NDArray[numpy.float32]
VOICES = (
    "cmn",
    "cmn+f2",
    "cmn+m3",
    "cmn+f4",
    "cmn+m7",
    "yue",
    "cmn+m1",
    "cmn+f5",
    "cmn+croak",
    "cmn+klatt3",
)
LENGTHS = (5, 8, 10, 30)
SEED = 20459
OTHER_RECORDINGS = 37
SPEEDS = (0.95, 0.98, 1.02, 1.05)


def spoken(number: int, sentences: int) -> Sound:
    """Return a recording of random characters, the same for the same number."""
    chosen = random.Random(f"{SEED} {number}")
    text = "，".join(
        "".join(chosen.choices(LETTERS, k=chosen.randint(5, 14))) for _ in range(sentences)
    )
    voice = VOICES[number % len(VOICES)]
    speed, pitch = chosen.randint(140, 190), chosen.randint(30, 70)
    command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", text]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    # espeak-ng writes no length where it cannot go back.
    return _at_rate(numpy.frombuffer(data[44:], "<i2").astype(numpy.float32) / 32768, 22050)


LETTERS = sorted({letter for _, row in corpus() for letter in row[3] if "一" <= letter <= "龥"})


def _at_rate(sound: Sound, rate: int) -> Sound:
    at = numpy.arange(0, len(sound) - 1, rate / RATE)
    return numpy.interp(at, numpy.arange(len(sound)), sound).astype(numpy.float32)


def noisy(sound: Sound, decibels: float, chosen: numpy.random.Generator) -> Sound:
    power = numpy.square(sound).mean() / 10 ** (decibels / 10)
    return (sound + chosen.normal(0, power**0.5, len(sound))).astype(numpy.float32)


def in_a_room(sound: Sound, chosen: numpy.random.Generator) -> Sound:
    """Played by a small loudspeaker, taken up across a room (decay 0.8 s), noise 20 dB below."""
    length = RATE // 2
    echo = chosen.normal(0, 1, length) * numpy.exp(-numpy.arange(length) / (0.12 * RATE))
    echo[0] = 4
    size = 2 * len(sound)
    hertz = numpy.fft.rfftfreq(size, 1 / RATE)
    speaker = 1 / (1 + (300 / numpy.maximum(hertz, 1)) ** 4)
    spectrum = numpy.fft.rfft(sound, size) * numpy.fft.rfft(echo, size) * speaker
    played = numpy.fft.irfft(spectrum)[: len(sound)]
    return noisy((played / numpy.abs(played).max() / 2).astype(numpy.float32), 20, chosen)


def through(codec: str, container: str, rate: int) -> Callable[[Sound, object], Sound]:
    return lambda sound, _: heard(recorded(numpy.clip(sound, -1, 1), codec, container, rate))


def by_silk(sound: Sound, _: object) -> Sound:
    import pysilk

    pcm = io.BytesIO()
    pysilk.decode(io.BytesIO(silk(sound)), pcm, RATE)
    return numpy.frombuffer(pcm.getvalue(), "<i2").astype(numpy.float32) / 32768


AMR = through("libopencore_amrnb", "amr", 8000)
CHANNELS: dict[str, Callable[[Sound, numpy.random.Generator], Sound]] = {
    "as it is": lambda sound, _: sound,
    "AMR 12.2": AMR,
    "MP3": through("libmp3lame", "mp3", RATE),
    "M4A": through("aac", "ipod", RATE),
    "Opus": through("libopus", "ogg", RATE),
    "SILK": by_silk,
    "noise at 10 dB": lambda sound, chosen: noisy(sound, 10, chosen),
    "noise at 5 dB": lambda sound, chosen: noisy(sound, 5, chosen),
    "room": in_a_room,
    "room, AMR": lambda sound, chosen: AMR(in_a_room(sound, chosen), chosen),
    **{
        f"speed {speed}": lambda sound, _, speed=speed: _at_rate(sound, RATE * speed)
        for speed in SPEEDS
    },
}


class Ours:
    """The register's own."""

    name = "ours"

    def __init__(self, sounds: list[Sound]) -> None:
        self._recordings = Recordings(
            (Document(str(n)), record_of(levels(s))) for n, s in enumerate(sounds)
        )

    def find(self, sound: Sound) -> tuple[int, bool] | None:
        """Return (recording, certain) of the surest match."""
        found = self._recordings.match(levels(sound))
        return (int(found[0].document.id), found[0].band == "certain") if found else None


class Chromaprint:
    """fpcalc, compared at every offset."""

    name = "chromaprint"

    def __init__(self, sounds: list[Sound]) -> None:
        self._prints = [self._print(sound) for sound in sounds]

    def _print(self, sound: Sound) -> NDArray[numpy.uint32]:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            with wave.open(file, "wb") as out:
                out.setnchannels(1)
                out.setsampwidth(2)
                out.setframerate(RATE)
                out.writeframes((numpy.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
            done = subprocess.run(
                ["fpcalc", "-raw", "-length", "0", file.name], capture_output=True, check=False
            )
        line = next(
            (each for each in done.stdout.split() if each.startswith(b"FINGERPRINT=")),
            b"FINGERPRINT=",
        )
        numbers = [int(each) for each in line[12:].split(b",") if each]
        return numpy.array(numbers, numpy.int64).astype(numpy.uint32)

    def find(self, sound: Sound) -> tuple[int, bool] | None:
        """Return the nearest recording, if it is near enough."""
        asked = self._print(sound)
        best = min(
            (self._wrong(asked, stored), number) for number, stored in enumerate(self._prints)
        )
        limit = 0.15 if len(sound) >= 9.5 * RATE else 0.12
        return (best[1], True) if best[0] <= limit else None

    def _wrong(self, asked: NDArray[numpy.uint32], stored: NDArray[numpy.uint32]) -> float:
        if not len(asked) or len(stored) < len(asked):
            return 1.0
        windows = numpy.lib.stride_tricks.sliding_window_view(stored, len(asked))
        return float((numpy.bitwise_count(windows ^ asked).sum(axis=1) / (32 * len(asked))).min())


def excerpts(
    sounds: list[Sound], seconds: float, chosen: numpy.random.Generator
) -> Iterator[Sound]:
    """Yield an excerpt of each recording at a place of its own, long enough to be played faster."""
    length = int(seconds * RATE)
    for sound in sounds:
        at = int(chosen.integers(0, len(sound) - int(1.06 * length)))
        yield sound[at : at + int(1.06 * length)]


def hits(engines: list[Ours | Chromaprint], sounds: list[Sound]) -> None:
    chosen = numpy.random.default_rng(SEED)
    spent = {engine.name: 0.0 for engine in engines}
    asked = 0
    print(
        f"{'share known again':24}"
        + "".join(f"{seconds:>8} s" for seconds in LENGTHS)
        + "   (of those, surely)"
    )
    for channel, send in CHANNELS.items():
        rows: dict[str, list[str]] = {engine.name: [] for engine in engines}
        for seconds in LENGTHS:
            sent = [
                send(cut, chosen)[: seconds * RATE] for cut in excerpts(sounds, seconds, chosen)
            ]
            asked += len(sent)
            for engine in engines:
                began = process_time()
                found = [engine.find(sound) for sound in sent]
                spent[engine.name] += process_time() - began
                right = [each for number, each in enumerate(found) if each and each[0] == number]
                sure = sum(certain for _, certain in right)
                rows[engine.name].append(f"{len(right) / len(sent):6.3f} ({sure / len(sent):.2f})")
        for name, figures in rows.items():
            print(f"{channel:16}{name:12}" + "  ".join(figures), flush=True)
    for name, seconds in spent.items():
        print(
            f"{name}: {1000 * seconds / asked:.0f} ms of this process an excerpt, levels or prints included"
        )


def false_matches(engines: list[Ours | Chromaprint], others: int) -> None:
    """Ask for excerpts of recordings that are not registered, of each length in turn."""
    chosen = numpy.random.default_rng(SEED + 1)
    names = list(CHANNELS)
    counts = {engine.name: {seconds: [0, 0, 0] for seconds in LENGTHS} for engine in engines}
    recordings = [spoken(10_000 + number, 24) for number in range(OTHER_RECORDINGS)]
    for number in range(others):
        seconds, channel = (
            LENGTHS[number % len(LENGTHS)],
            names[number // len(LENGTHS) % len(names)],
        )
        (cut,) = excerpts([recordings[number % len(recordings)]], seconds, chosen)
        sent = CHANNELS[channel](cut, chosen)[: seconds * RATE]
        for engine in engines:
            found = engine.find(sent)
            counts[engine.name][seconds][0] += 1
            if found:
                counts[engine.name][seconds][1 if found[1] else 2] += 1
    print(
        f"\n{others} excerpts of {len(recordings)} other recordings through all channels: taken for a registered one, surely + perhaps / asked"
    )
    for name, by_length in counts.items():
        figures = (
            f"{seconds} s: {sure} + {look} / {asked}"
            for seconds, (asked, sure, look) in by_length.items()
        )
        print(f"{name:12}" + "   ".join(figures), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--registered", type=int, default=40)
    parser.add_argument("--others", type=int, default=1000)
    parser.add_argument("--false", action="store_true", help="false matches alone")
    options = parser.parse_args()
    if not shutil.which("espeak-ng"):
        sys.exit("needs espeak-ng (apt install espeak-ng)")
    sounds = [spoken(number, 24) for number in range(options.registered)]
    hours = sum(map(len, sounds)) / RATE / 3600
    print(f"{len(sounds)} recordings, {hours:.2f} hours, {len(VOICES)} voices")
    engines: list[Ours | Chromaprint] = [Ours(sounds)]
    if shutil.which("fpcalc"):
        engines.append(Chromaprint(sounds))
    if not options.false:
        hits(engines, sounds)
    false_matches(engines, options.others)


if __name__ == "__main__":
    main()
