"""Makes real recordings and films in memory: signals like a voice, scenes with a drawn secret."""

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import av
import numpy
import pysilk
from numpy.typing import NDArray
from PIL import Image, ImageDraw

RATE = 16_000
FPS = 25
_BITS = {"libopencore_amrnb": 12_200, "wmav2": 64_000}
Sound = NDArray[numpy.float32]
Frame = NDArray[numpy.uint8]


def voice(seconds: float, seed: int = 1) -> Sound:
    """Return a signal like a voice: syllables of harmonics under moving formants, and pauses."""
    random = numpy.random.default_rng(seed)
    sound = numpy.zeros(int(seconds * RATE), numpy.float32)
    at = 0
    while at < len(sound):
        length = int(random.uniform(0.12, 0.3) * RATE)
        time = numpy.arange(length) / RATE
        pitch = random.uniform(110, 220) * (1 + random.uniform(-0.3, 0.3) * time)
        formants = random.uniform((300, 900, 2200), (800, 2000, 3200))
        syllable = numpy.zeros(length)
        for harmonic in range(1, 24):
            hertz = harmonic * pitch.mean()
            gain = sum(numpy.exp(-(((hertz - each) / 150) ** 2)) for each in formants) + 0.02
            syllable += gain * numpy.sin(2 * numpy.pi * harmonic * numpy.cumsum(pitch) / RATE)
        piece = syllable[: len(sound) - at] * numpy.hanning(length)[: len(sound) - at]
        sound[at : at + length] = 0.1 * piece
        at += length + int(random.choice((0, 0.02, 0.05, 0.4), p=(0.4, 0.3, 0.2, 0.1)) * RATE)
    return sound


def recorded(sound: Sound, codec: str, container: str, rate: int = RATE, **said: str) -> bytes:
    """Return mono sound in a codec and container of PyAV's, with tags."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        output.metadata.update(said)
        _write_sound(output, _sound_track(output, codec, rate), sound)
    return file.getvalue()


def _sound_track(output: Any, codec: str, rate: int) -> Any:
    stream = output.add_stream(codec, rate=rate)
    stream.layout = "mono"
    if codec in _BITS:
        stream.bit_rate = _BITS[codec]
    return stream


def _write_sound(output: Any, stream: Any, sound: Sound) -> None:
    size = stream.codec_context.frame_size or 1024
    resampler = av.AudioResampler(stream.format, "mono", stream.rate, frame_size=size)
    frame = av.AudioFrame.from_ndarray(sound[None], format="flt", layout="mono")
    frame.sample_rate = RATE
    for piece in (*resampler.resample(frame), *resampler.resample(None)):
        output.mux(stream.encode(piece))
    output.mux(stream.encode(None))


def silk(sound: Sound, *, tencent: bool = True) -> bytes:
    """Return a voice message as WeChat stores it, or as the plain format has it."""
    pcm = (numpy.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    file = io.BytesIO()
    pysilk.encode(io.BytesIO(pcm), file, RATE, 24_000, tencent=tencent)
    return file.getvalue()


def heard(data: bytes) -> Sound:
    """Return the samples of a recording, mono at RATE."""
    resampler = av.AudioResampler("flt", "mono", RATE)
    with av.open(io.BytesIO(data)) as container:
        frames = [piece for each in container.decode(audio=0) for piece in resampler.resample(each)]
    return numpy.concatenate(
        [each.to_ndarray()[0] for each in (*frames, *resampler.resample(None))]
    )


def scene(seed: int, size: tuple[int, int] = (320, 240)) -> Frame:
    """Return a picture of a few coloured fields, the same for the same seed."""
    random = numpy.random.default_rng(seed)
    fields = random.integers(40, 220, (4, 5, 3), dtype=numpy.uint8)
    return numpy.asarray(Image.fromarray(fields).resize(size, Image.Resampling.NEAREST))


def sheet(size: tuple[int, int] = (320, 240)) -> Frame:
    """Return the picture of a written sheet, with a black bar where its mark would stand."""
    picture = Image.new("RGB", size, "white")
    drawn = ImageDraw.Draw(picture)
    drawn.rectangle((20, 16, 120, 40), fill="black")
    for row in range(60, size[1] - 10, 16):
        drawn.rectangle((20, row, size[0] - 20, row + 5), fill="grey")
    return numpy.asarray(picture)


def filmed(
    frames: Iterable[Frame],
    codec: str = "mpeg4",
    container: str = "mp4",
    *,
    sound: Sound | None = None,
    sound_codec: str = "aac",
    sound_rate: int = RATE,
    times: Sequence[int] = (),
    options: dict[str, str] | None = None,
    attached: Sequence[tuple[str, str, bytes]] = (),
    said: dict[str, str] | None = None,
    chapters: Sequence[str] = (),
    container_options: dict[str, str] | None = None,
) -> bytes:
    """Return a film of these frames; `times` are those of each, in frames, if they are uneven."""
    frames, file = list(frames), io.BytesIO()
    with (
        _kept_schedule(),
        av.open(file, "w", format=container, options=container_options or {}) as output,
    ):
        output.metadata.update(said or {})
        for name, mime, data in attached:
            output.add_attachment(name, mime, data)
        if chapters:
            output.set_chapters([_chapter(number, title) for number, title in enumerate(chapters)])
        stream = _picture_track(output, codec, frames[0], options or {})
        track = None if sound is None else _sound_track(output, sound_codec, sound_rate)
        for number, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(numpy.ascontiguousarray(pixels), format="rgb24")
            frame.pts = times[number] if times else number
            frame.time_base = Fraction(1, FPS)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
        if track is not None and sound is not None:
            _write_sound(output, track, sound)
    return file.getvalue()


@contextmanager
def _kept_schedule() -> Iterator[None]:
    """Undo what SVT-AV1 does to a caller who is root: a real-time process starves all others."""
    policy, priority = os.sched_getscheduler(0), os.sched_getparam(0)
    yield
    os.sched_setscheduler(0, policy, priority)


def _chapter(number: int, title: str) -> Any:
    return {
        "id": number, "start": number * 1000, "end": (number + 1) * 1000,
        "time_base": Fraction(1, 1000), "metadata": {"title": title},
    }  # fmt: skip


def _picture_track(output: Any, codec: str, first: Frame, options: dict[str, str]) -> Any:
    stream = output.add_stream(codec, rate=FPS, options=options)
    stream.height, stream.width = first.shape[:2]
    stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    stream.codec_context.time_base = Fraction(1, FPS)
    return stream


def turned(film: bytes) -> bytes:
    """Return an MP4 whose display matrix turns its pictures a quarter clockwise, as phones do."""
    at = film.index(b"tkhd") + 4 + 4 + 20 + 8 + 8
    cosine, one, unit = (0, 0), 0x00010000, 0x40000000
    minus = (1 << 32) - one
    matrix = (*(cosine[0], one, 0), *(minus, cosine[1], 0), *(0, 0, unit))
    written = b"".join(each.to_bytes(4, "big") for each in matrix)
    return film[:at] + written + film[at + len(written) :]
