"""How many seconds of film and of sound are read in a second of work, and where does it go?

Films are drawn here: sheets with lines of text that move under a shaking hand, with noise as a
sensor has it, encoded as phones and messengers do. The peer of every film is PyAV's bare decoder
in the same process: whatever we do besides costs the difference.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import av
import numpy
from numpy.typing import NDArray

from zhamen.model.trace import Trace
from zhamen.reading.filing import format_of
from zhamen.reading.formatting import Embedded
from zhamen.settings import Limits

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "reading"))
from recorded import FPS, filmed, recorded, sheet, silk, voice

Frame = NDArray[numpy.uint8]
FILMS = {
    "540p as WeChat sends it": ((960, 540), "libx264", {"preset": "veryfast", "crf": "28", "g": "250"}),
    "720p, key frame a second": ((1280, 720), "libx264", {"preset": "veryfast", "crf": "23", "g": "25"}),
    "1080p, key frame a second": ((1920, 1080), "libx264", {"preset": "veryfast", "crf": "23", "g": "25"}),
    "1080p, long groups": ((1920, 1080), "libx264", {"preset": "veryfast", "crf": "23", "g": "250"}),
    "1080p HEVC": ((1920, 1080), "libx265", {"preset": "ultrafast", "x265-params": "log-level=none:keyint=30"}),
}  # fmt: skip
SOUNDS = {
    "AMR": ("libopencore_amrnb", "amr", 8000), "MP3": ("libmp3lame", "mp3", 44100),
    "M4A": ("aac", "ipod", 44100), "Opus": ("libopus", "ogg", 48000), "WAV": ("pcm_s16le", "wav", 16000),
}  # fmt: skip
NO_LIMITS = Limits(seconds=3600.0, frames=100_000, sound_seconds=1e9)


def shaken(size: tuple[int, int], seconds: int, scene: int) -> Iterator[Frame]:
    """Yield the frames of a hand-held film; every `scene` seconds another sheet."""
    random = numpy.random.default_rng(1)
    margin = 48
    ground = sheet((size[0] + 2 * margin, size[1] + 2 * margin))
    noise = random.integers(-6, 7, (size[1], size[0], 1), dtype=numpy.int16)
    place = numpy.array([margin, margin], float)
    for number in range(seconds * FPS):
        if number % (scene * FPS) == 0:
            ground = numpy.roll(255 - ground, 40, axis=0)
        place = numpy.clip(place + random.normal(0, 1.5, 2), 0, 2 * margin - 1)
        x, y = place.astype(int)
        part = ground[y : y + size[1], x : x + size[0]].astype(numpy.int16)
        yield numpy.clip(part + numpy.roll(noise, number * 7, axis=1), 0, 255).astype(numpy.uint8)


def decoded(data: bytes, kind: str) -> float:
    """Return the seconds that the bare decoder takes."""
    began = process_time()
    with av.open(io.BytesIO(data)) as container:
        stream = getattr(container.streams, kind)[0]
        stream.codec_context.thread_count = 1
        for _ in container.decode(stream):
            pass
    return process_time() - began


def read(data: bytes) -> tuple[float, int, int]:
    """Return seconds of work, pictures given, and bytes of traces."""
    began = process_time()
    found = list(format_of(data[:4096], "示例").read(data, NO_LIMITS))
    spent = process_time() - began
    pictures = sum(isinstance(each, Embedded) for each in found)
    return spent, pictures, sum(len(each.value) for each in found if isinstance(each, Trace))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    print(
        "film                         s of film   a second of work   bare decoder   ratio   pictures"
    )
    for name, (size, codec, how) in FILMS.items():
        data = filmed(shaken(size, options.seconds, 7), codec, options=how)
        bare = decoded(data, "video")
        spent, pictures, _ = read(data)
        print(
            f"{name:28} {options.seconds:9} {options.seconds / spent:18.1f} {options.seconds / bare:14.1f}"
            f" {spent / bare:7.2f} {pictures:10}", flush=True,
        )  # fmt: skip
    seconds = 10 * options.seconds
    print(
        "sound                        s of sound  a second of work   bare decoder   ratio   bytes a second"
    )
    sound = voice(seconds)
    for name, (codec, container, rate) in SOUNDS.items():
        data = recorded(sound, codec, container, rate)
        bare = decoded(data, "audio")
        spent, _, size = read(data)
        print(
            f"{name:28} {seconds:9} {seconds / spent:18.0f} {seconds / bare:14.0f} {spent / bare:7.2f}"
            f" {size / seconds:12.0f}", flush=True,
        )  # fmt: skip
    spent, _, size = read(silk(sound))
    print(
        f"{'SILK':28} {seconds:9} {seconds / spent:18.0f} {'-':>14} {'-':>7} {size / seconds:12.0f}"
    )


if __name__ == "__main__":
    main()
