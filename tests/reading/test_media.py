"""Sound and film: whatever container and codec, everything on it is given or called unread."""

import io
import sys
from collections.abc import Iterator, Sequence
from itertools import repeat

import av
import numpy
import pytest
from PIL import Image
from recorded import FPS, Frame, filmed, heard, recorded, scene, sheet, silk, turned, voice

from zhamen.errors import ReadError
from zhamen.model.trace import Trace, TraceKind
from zhamen.model.verdict import Unread
from zhamen.reading.filing import format_of
from zhamen.reading.formatting import Content, Embedded, Piece
from zhamen.reading.recordings import sounds
from zhamen.reading.recordings.boxes import is_cut_short
from zhamen.reading.recordings.pieces import between
from zhamen.settings import Limits

VOICE = voice(3)
SHEET = sheet()
NAME = "示例"
_RATES = {"libopencore_amrnb": 8000, "mp2": 32000, "libmp3lame": 44100, "wmav2": 44100}


def contents(data: bytes, name: str = "示例", limits: Limits | None = None) -> list[Content]:
    """Return all that the tray's format gives of a file."""
    return list(format_of(data[:4096], name).read(data, limits or Limits()))


def unread(found: Sequence[Content]) -> set[str]:
    """Return why something is unread."""
    return {each.reason for each in found if isinstance(each, Unread)}


def pictures(found: Sequence[Content]) -> list[Embedded]:
    """Return the pictures of a film, without covers and attachments."""
    return [each for each in found if isinstance(each, Embedded) and each.page]


def texts(found: Sequence[Content]) -> dict[str, str]:
    """Return the text by place."""
    return {each.place: each.text for each in found if isinstance(each, Piece)}


def traces(found: Sequence[Content], kind: TraceKind = TraceKind.SOUND) -> list[bytes]:
    """Return the values of the traces of one kind."""
    return [each.value for each in found if isinstance(each, Trace) and each.kind is kind]


def shows(picture: Embedded, frame: Frame) -> bool:
    """Tell whether a picture is that frame, but for what a codec loses."""
    pixels = numpy.asarray(Image.open(io.BytesIO(picture.data)).convert("RGB")).astype(int)
    return pixels.shape == frame.shape and bool(abs(pixels - frame).mean() < 12)


@pytest.mark.parametrize(
    ("codec", "container", "rate"),
    [
        ("aac", "ipod", 16000), ("aac", "adts", 16000), ("alac", "ipod", 16000),
        ("libopencore_amrnb", "amr", 8000), ("libopencore_amrnb", "3gp", 8000),
        ("libmp3lame", "mp3", 16000), ("libopus", "ogg", 16000), ("libopus", "webm", 16000),
        ("flac", "flac", 16000), ("pcm_s16le", "wav", 16000),
        ("pcm_mulaw", "wav", 8000), ("adpcm_ima_wav", "wav", 16000), ("wmav2", "asf", 44100),
        ("pcm_s16be", "aiff", 16000), ("pcm_s16be", "caf", 16000), ("pcm_mulaw", "au", 8000),
        ("ac3", "matroska", 32000), ("mp2", "mpegts", 32000),
    ],
)  # fmt: skip
def test_sound_in_every_container(codec: str, container: str, rate: int) -> None:
    """A recording gives the trace of its sound, and without a model its speech is unread."""
    found = contents(recorded(VOICE, codec, container, rate))

    (value,) = traces(found)
    assert abs(len(sounds.from_bytes(value)) - len(sounds.levels(VOICE))) < 12
    assert unread(found) == {"no_speech_model"}


@pytest.mark.parametrize("tencent", [True, False], ids=["WeChat's", "plain"])
def test_silk(tencent: bool) -> None:
    """A voice message gives the trace of its sound, with the byte before its magic or without."""
    data = silk(VOICE, tencent=tencent)
    found = contents(data)

    assert data.startswith(b"\x02#!SILK_V3" if tencent else b"#!SILK_V3")
    assert format_of(data[:4096], NAME).name == "silk"
    assert abs(len(sounds.from_bytes(traces(found)[0])) - len(sounds.levels(VOICE))) < 3
    assert unread(found) == {"no_speech_model"}


def test_silk_cut_short() -> None:
    """Of half a voice message that half is heard, and it is called damaged."""
    data = silk(VOICE)
    found = contents(data[: len(data) // 2])

    assert 0.3 < len(sounds.from_bytes(traces(found)[0])) / len(sounds.levels(VOICE)) < 0.7
    assert "damaged" in unread(found)


@pytest.mark.parametrize(
    "data",
    [b"\x02#!SILK_V3", b"#!SILK_V3\0\0", b"\x02#!SILK_V3" + b"\xff\x7f" * 40,
     b"\x02#!SILK_V3" + b"\x10\x00" + b"\xaa" * 16],
)  # fmt: skip
def test_silk_that_is_none(data: bytes) -> None:
    """Nonsense behind the magic is unread."""
    try:
        reasons = unread(contents(data))
    except ReadError as error:
        reasons = {error.reason}

    assert "damaged" in reasons


@pytest.mark.parametrize(
    ("codec", "container", "sound_codec"),
    [
        ("mpeg4", "mp4", "aac"), ("libx264", "mp4", "aac"), ("libx265", "mp4", "aac"),
        ("libx264", "mov", "aac"), ("h263", "3gp", "libopencore_amrnb"),
        ("libx264", "matroska", "libopus"), ("libvpx", "webm", "libopus"),
        ("libvpx-vp9", "webm", "libopus"), ("mpeg4", "avi", "libmp3lame"),
        ("mjpeg", "avi", "pcm_s16le"), ("flv", "flv", "libmp3lame"), ("libx264", "flv", "aac"),
        ("libx264", "mpegts", "aac"), ("mpeg2video", "mpeg", "mp2"), ("wmv2", "asf", "wmav2"),
        ("libsvtav1", "mp4", "aac"),
    ],
)  # fmt: skip
def test_film_in_every_container(codec: str, container: str, sound_codec: str) -> None:
    """A film gives its scenes in order, with the second of each, and its sound."""
    size = (352, 288)
    scenes = [scene(1, size), sheet(size), scene(2, size)]
    options = {"preset": "ultrafast"} if codec in ("libx264", "libx265") else {}
    rate = _RATES.get(sound_codec, 16000)
    found = contents(
        filmed(
            [frame for frame in scenes for _ in range(FPS)], codec, container,
            sound=VOICE, sound_codec=sound_codec, options=options, sound_rate=rate,
        )
    )  # fmt: skip

    shown = pictures(found)
    assert len(shown) == 3
    assert all(shows(picture, frame) for picture, frame in zip(shown, scenes, strict=True))
    assert [picture.page for picture in shown] == [1, 2, 3]
    assert [picture.name for picture in shown] == ["00.00.00.jpg", "00.00.01.jpg", "00.00.02.jpg"]
    assert len(traces(found)) == 1
    assert unread(found) == {"no_speech_model"}


def test_one_frame_in_the_middle() -> None:
    """A sheet that is shown for one frame of a long scene is given all the same."""
    frames = [scene(1)] * (6 * FPS)
    frames[2] = frames[4 * FPS + 3] = SHEET
    shown = pictures(contents(filmed(frames, "libx264")))

    assert [shows(picture, SHEET) for picture in shown] == [False, True]


def test_a_change_in_a_corner_for_one_frame() -> None:
    """A few words that flash up on the same picture are given too."""
    frames = [scene(1).copy() for _ in range(2 * FPS)]
    frames[12][200:212, 10:90] = 255
    shown = pictures(contents(filmed(frames, "mpeg4")))

    assert [picture.page for picture in shown] == [1, 1]
    assert shows(shown[1], frames[12])


def test_what_stays_is_given_once() -> None:
    """A scene that comes again is not given again."""
    frames = [scene(each) for each in (1, 2, 1, 2, 1) for _ in range(FPS)]

    assert len(pictures(contents(filmed(frames)))) == 2


def test_moving_pictures_are_given_once_a_second() -> None:
    """Of a film that never stands still there is about one picture a second."""
    ground = scene(5, (640, 240))
    frames = [ground[:, 3 * each : 3 * each + 320] for each in range(4 * FPS)]

    assert 4 <= len(pictures(contents(filmed(frames)))) <= 6


def test_uneven_frame_rate() -> None:
    """Where frames come unevenly, as on phones and screens, each has its own second."""
    found = contents(
        filmed([scene(1), SHEET, scene(2)], "libx264", "matroska", times=(0, 130, 131))
    )

    assert [(each.page, shows(each, SHEET)) for each in pictures(found)] == [
        (1, False), (6, True), (6, False),
    ]  # fmt: skip


def test_film_without_sound() -> None:
    """A film without a sound track is read whole."""
    assert unread(contents(filmed([SHEET] * FPS))) == set()


@pytest.mark.parametrize("make", ["film", "sound"])
def test_silent_sound(make: str) -> None:
    """A track on which nothing was recorded is read: there is nothing to hear."""
    silence = numpy.zeros(3 * 16000, numpy.float32)
    if make == "film":
        found = contents(filmed([SHEET] * FPS, sound=silence))
    else:
        found = contents(recorded(silence, "aac", "ipod"))

    assert traces(found) == []
    assert unread(found) == set()


def test_channels_that_cancel() -> None:
    """A voice that is turned upside down in one of two channels is heard."""
    file = io.BytesIO()
    with av.open(file, "w", format="wav") as output:
        stream = output.add_stream("pcm_s16le", rate=16000)
        stream.layout = "stereo"
        both = (numpy.stack((VOICE, -VOICE)).T * 32767).astype(numpy.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(both, format="s16", layout="stereo")
        frame.sample_rate = 16000
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))

    found = contents(file.getvalue())
    assert len(traces(found)) == 1
    assert unread(found) == {"no_speech_model"}


def test_turned_phone_film() -> None:
    """The pictures of a phone held upright are given upright."""
    film = turned(filmed([SHEET] * FPS))
    (shown,) = pictures(contents(film))

    assert shows(shown, numpy.rot90(SHEET, -1))


def test_what_a_container_says() -> None:
    """Title, comment, artist and chapters are read as text."""
    said = {"title": "标题示例", "comment": "机密★10年（示例）", "artist": "青崖钢铁集团"}
    found = contents(
        filmed([SHEET] * 5, container="matroska", said=said, chapters=("开场", "绝密章节（示例）"))
    )

    assert set(texts(found)["properties"].split("\n")) >= set(said.values())
    assert texts(found)["outline"] == "开场\n绝密章节（示例）"


@pytest.mark.parametrize(
    ("codec", "container"),
    [("libmp3lame", "mp3"), ("aac", "ipod"), ("flac", "flac"), ("libopus", "ogg"),
     ("pcm_s16le", "wav"), ("wmav2", "asf")],
)  # fmt: skip
def test_what_a_recording_says(codec: str, container: str) -> None:
    """The title of a recording is read whatever holds it."""
    rate = _RATES.get(codec, 16000)
    found = contents(recorded(VOICE, codec, container, rate, title="机密★10年（示例）"))

    assert "机密★10年（示例）" in texts(found)["properties"]


def test_where_it_was_filmed() -> None:
    """The position that a phone notes in a film is a trace."""
    found = contents(filmed([SHEET] * 5, container="mov", said={"location": "+39.9042+116.4074/"}))

    assert traces(found, TraceKind.POSITION) == [b"39.904200,116.407400"]


@pytest.mark.parametrize(
    ("codec", "container", "written"),
    [("mov_text", "mp4", b""), ("subrip", "matroska", b""), ("ass", "matroska", b"0,0,,,0,0,0,,")],
)  # fmt: skip
def test_subtitles(codec: str, container: str, written: bytes) -> None:
    """The words of a subtitle track are read."""
    words = "机密★10年（示例）".encode()
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        film = output.add_stream("mpeg4", rate=FPS)
        film.width, film.height, film.pix_fmt = 320, 240, "yuv420p"
        track = output.add_mux_stream(codec) if codec != "ass" else output.add_stream(codec)
        for _ in range(5):
            output.mux(film.encode(av.VideoFrame.from_ndarray(SHEET, format="rgb24")))
        output.mux(film.encode(None))
        if codec == "mov_text":
            written = len(words).to_bytes(2, "big")
        packet = av.Packet(written + words)
        packet.stream, packet.pts, packet.dts, packet.duration = track, 0, 0, 1000
        output.mux(packet)

    assert "机密★10年（示例）" in texts(contents(file.getvalue()))["subtitles"]


def test_files_that_a_film_carries() -> None:
    """What is attached to a Matroska film is a file inside it."""
    found = contents(
        filmed([SHEET] * 5, container="matroska", attached=[("清单.txt", "text/plain", b"0042")])
    )
    carried = {each.name: each.data for each in found if isinstance(each, Embedded)}

    assert carried["清单.txt"] == b"0042"


def test_cover() -> None:
    """The picture on a recording's cover is a picture inside it."""
    cover = io.BytesIO()
    Image.fromarray(SHEET).save(cover, "JPEG")
    frame = b"APIC" + (4 + 10 + len(cover.getvalue())).to_bytes(4, "big") + b"\0\0"
    frame += b"\0image/jpeg\0\x03\0" + cover.getvalue()
    size = len(frame)
    head = b"ID3\x03\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    found = contents(head + frame + recorded(VOICE, "libmp3lame", "mp3"))

    covers = [each for each in found if isinstance(each, Embedded)]
    assert [each.data for each in covers] == [cover.getvalue()]
    assert pictures(found) == []


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("front", [True, False], ids=["index in front", "index behind"])
def test_film_cut_short(share: float, front: bool) -> None:
    """A film that breaks off is damaged; with its index in front, what is there is given."""
    options = {"movflags": "frag_keyframe+empty_moov"} if front else {}
    frames = [scene(each) for each in range(8) for _ in range(FPS // 2)]
    film = filmed(frames, "mpeg4", container_options=options)
    cut = film[: int(len(film) * share)]

    if front:
        found = contents(cut)
        assert "damaged" in unread(found)
        assert len(pictures(found)) >= (8 * share - 2)
    else:
        with pytest.raises(ReadError, match="damaged"):
            contents(cut)


def test_recording_cut_short() -> None:
    """A recording that says that it is longer than it is, is damaged; what is there is heard."""
    wav = recorded(VOICE, "pcm_s16le", "wav")
    found = contents(wav[: len(wav) // 2])

    assert is_cut_short(wav[: len(wav) // 2])
    assert not is_cut_short(wav)
    assert "damaged" in unread(found)
    assert len(traces(found)) == 1


def test_limit_on_frames() -> None:
    """What lies beyond the limit on pictures is unread, by its name."""
    film = filmed([scene(each) for each in range(6) for _ in range(FPS)])
    found = contents(film, limits=Limits(frames=3))

    assert [each.page for each in pictures(found)] == [1, 2, 3]
    assert "too_many_frames" in unread(found)


def test_limit_on_seconds_of_sound() -> None:
    """What lies beyond the limit on a recording's length is unread, by its name."""
    for data in (recorded(VOICE, "flac", "flac"), silk(VOICE)):
        found = contents(data, limits=Limits(sound_seconds=1.5))

        assert "sound_too_long" in unread(found)
        assert len(traces(found)) == 1


def test_time_that_runs_out() -> None:
    """A film for which there is no time is unread as far as it was not seen."""
    film = filmed([scene(each) for each in range(4) for _ in range(FPS)], sound=VOICE)
    found = contents(film, limits=Limits(seconds=0.0))

    assert "timeout" in unread(found)
    assert len(pictures(found)) <= 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (filmed([SHEET] * 3), "not_supported:film"),
        (recorded(VOICE[:8000], "libmp3lame", "mp3"), "not_supported:sound"),
        (silk(VOICE[:8000]), "not_supported:sound"),
    ],
)
def test_without_the_extra(data: bytes, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyAV or the SILK decoder is not installed, the file is unread for this reason."""
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.setitem(sys.modules, "pysilk", None)

    with pytest.raises(ReadError) as caught:
        contents(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "text",
    ["#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n", "ffconcat version 1.0\nfile /etc/hostname\n"],
)
def test_no_other_file_is_opened(text: str) -> None:
    """A playlist under the name of a film is text, and never opens what it names."""
    assert format_of(text.encode(), "示例.mp4").name == "text"


def damaged() -> Iterator[bytes]:
    """Yield films and recordings with bytes changed all over."""
    random = numpy.random.default_rng(7)
    makers = [filmed([scene(1)] * 12, sound=VOICE[:8000]), recorded(VOICE, "libopus", "ogg"),
              recorded(VOICE, "libmp3lame", "mp3"), silk(VOICE),
              filmed([scene(1)] * 12, container="matroska")]  # fmt: skip
    for data in makers:
        for _ in repeat(None, 12):
            changed = bytearray(data)
            for at in random.integers(16, len(data), 1 + len(data) // 500):
                changed[at] = random.integers(256)
            yield bytes(changed)


def test_changed_bytes() -> None:
    """However a file is damaged, it is read or unread, within its time; nothing else is raised."""
    for data in damaged():
        try:
            found = contents(data)
        except ReadError:
            continue
        assert found


def test_heard_is_what_was_said() -> None:
    """The levels of a recording are those of the sound that was recorded."""
    value = sounds.Spectra()
    sound = heard(recorded(VOICE, "flac", "flac"))
    for first in range(0, len(sound), 777):
        value.feed(sound[first : first + 777])

    assert numpy.array_equal(sounds.from_bytes(value.to_bytes()), sounds.levels(sound))


@pytest.mark.parametrize("value", [b"", b"ZSND", b"ZSND\1\0\x42\0abc", b"XSND\1\0\x42\0"])
def test_traces_that_are_none(value: bytes) -> None:
    """What is no trace of a sound is refused."""
    with pytest.raises(ReadError):
        sounds.from_bytes(value)


def test_a_frame_that_is_too_large() -> None:
    """A film whose pictures would fill the memory is unread; nothing of them is decoded."""
    film = bytearray(filmed([SHEET] * 3, "rawvideo", "avi"))
    size = (320).to_bytes(4, "little") + (240).to_bytes(4, "little")
    huge = (12_000).to_bytes(4, "little") + (12_000).to_bytes(4, "little")
    found = contents(bytes(film).replace(size, huge))

    assert pictures(found) == []
    assert "too_large" in unread(found)


def test_a_live_photo() -> None:
    """The few seconds of film beside a phone's live photo are read like any film."""
    film = filmed(
        [scene(1)] * 20 + [SHEET] * 20, "libx264", "mov", sound=VOICE,
        said={"com.apple.quicktime.content.identifier": "0042", "location": "+39.90+116.40/"},
        container_options={"movflags": "use_metadata_tags"},
    )  # fmt: skip
    found = contents(film, "IMG_0042.MOV")

    assert any(shows(each, SHEET) for each in pictures(found))
    assert traces(found, TraceKind.POSITION) == [b"39.900000,116.400000"]
    assert len(traces(found)) == 1


def test_a_track_that_is_lost() -> None:
    """A film whose only track cannot be made out is damaged, never clean."""
    film = filmed([SHEET] * 5, container="matroska", attached=[("a.txt", "text/plain", b"0042")])
    kind = film.index(b"\x83\x81\x01")
    found = contents(film[: kind + 2] + b"\x77" + film[kind + 3 :])

    assert pictures(found) == []
    assert "damaged" in unread(found) or "binary" in unread(found)


NOTE = "机密★10年（示例）藏在后面".encode()


def box(kind: bytes, held: bytes) -> bytes:
    """Return a box of MP4."""
    return (8 + len(held)).to_bytes(4, "big") + kind + held


@pytest.mark.parametrize(
    "film",
    [
        filmed([SHEET] * 5) + box(b"free", NOTE),
        filmed([SHEET] * 5) + box(b"uuid", bytes(range(16)) + NOTE),
        filmed([SHEET] * 5) + b"\0\0" + NOTE,
    ],
    ids=["spare box", "box of one's own", "behind a film"],
)
def test_what_lies_beside_the_tracks(film: bytes) -> None:
    """What stands in spare boxes or behind the end is a file within, and not passed over."""
    assert any(NOTE in each.data for each in within(film))


def within(film: bytes) -> list[Embedded]:
    """Return the files within a film, without its pictures."""
    return [each for each in contents(film) if isinstance(each, Embedded) and not each.page]


SOUND = VOICE[:16000]
STREAMS = {
    "mov": filmed([SHEET] * 5, container="mov"),
    "avi": filmed([SHEET] * 5, container="avi"),
    "matroska": filmed([SHEET] * 5, container="matroska", sound=SOUND),
    "live matroska": filmed([SHEET] * 5, container="matroska", container_options={"live": "1"}),
    "webm": recorded(SOUND, "libopus", "webm"),
    "transport": filmed([SHEET] * 5, container="mpegts", sound=SOUND),
    "disc": filmed([SHEET] * 5, container="mpegts", container_options={"mpegts_m2ts_mode": "1"}),
    "program": filmed([SHEET] * 5, "mpeg2video", "vob", sound=SOUND, sound_codec="mp2",
                      sound_rate=32000),
    "flash": filmed([SHEET] * 5, "flv", "flv"),
    "asf": filmed([SHEET] * 5, container="asf"),
    "m4a": recorded(SOUND, "aac", "ipod"), "aac": recorded(SOUND, "aac", "adts"),
    "mp3": recorded(SOUND, "libmp3lame", "mp3", 44100, title="示例"),
    "ogg": recorded(SOUND, "libopus", "ogg"),
    "amr": recorded(SOUND, "libopencore_amrnb", "amr", 8000),
    "wma": recorded(SOUND, "wmav2", "asf", 44100), "wav": recorded(SOUND, "pcm_s16le", "wav"),
    "aiff": recorded(SOUND, "pcm_s16be", "aiff"), "au": recorded(SOUND, "pcm_s16be", "au"),
    "caf": recorded(SOUND, "alac", "caf"), "wavpack": recorded(SOUND, "wavpack", "wv"),
}  # fmt: skip


@pytest.mark.parametrize("kind", STREAMS)
def test_what_lies_behind_a_stream(kind: str) -> None:
    """A film as programs write it holds nothing beside its tracks; what is put behind is told."""
    assert within(STREAMS[kind]) == []
    assert any(NOTE in each.data for each in within(STREAMS[kind] + NOTE))


@pytest.mark.parametrize(
    ("kind", "mark"),
    [("ogg", b"OggS"), ("transport", b"G"), ("program", b"\0\0\1\xba"), ("aac", b"\xff\xf1")],
)
def test_what_lies_between_the_pieces_of_a_stream(kind: str, mark: bytes) -> None:
    """Players find their way to the next piece, past whatever was put before it."""
    stream = STREAMS[kind]
    pieces = [at for at in range(len(stream)) if stream.startswith(mark, at)]
    half = next(at for at in pieces if at > len(stream) // 2 and at % 188 * (mark == b"G") == 0)
    (found,) = between(stream[:half] + NOTE + stream[half:])

    assert found == (f"between at {half}", NOTE)


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("matroska", b"\x1f\x43\xb6\x75\x01\0" + b"\xff" * 6),
        ("asf", bytes.fromhex("90080033b1e5cf11") + bytes(8) + (1 << 60).to_bytes(8, "little")),
        ("mp3", b"APETAGEX\xd0\x07\0\0\xff\xff\xff\x7f"),
        ("caf", b"info" + (1 << 62).to_bytes(8, "big")),
        ("wavpack", b"wvpk\xff\xff\xff\x7f"),
    ],
)
def test_a_piece_that_is_longer_than_the_file(kind: str, head: bytes) -> None:
    """Players stop before it, and what stands in it is passed over by all: it is damage."""
    assert "damaged" not in unread(contents(STREAMS[kind]))
    assert "damaged" in unread(contents(STREAMS[kind] + head + NOTE))


@pytest.mark.parametrize(("begin", "lies"), [(0, False), (50, True)])
def test_what_lies_between_a_tag_and_the_frames(begin: int, lies: bool) -> None:
    """A player looks for the first frame behind a tag; filling is nothing."""
    frames = STREAMS["mp3"][STREAMS["mp3"].index(b"\xff\xfb") :]
    tag = b"ID3\x04\0\0\0\0\0\0"
    found = [held for _, held in between(tag + bytes(64) + NOTE[:begin] + frames)]

    assert found == [NOTE[:begin]] * lies


@pytest.mark.parametrize("kind", ["matroska", "caf"])
def test_what_lies_in_a_spare_piece(kind: str) -> None:
    """A piece that says that it is empty, and is not, is told with what lies in it."""
    spare = {"matroska": b"\xec\x40" + bytes([len(NOTE)]), "caf": b"free" + bytes(7)}[kind]
    spare += bytes([len(NOTE)]) * (kind == "caf")
    (found,) = between(STREAMS[kind] + spare + NOTE)
    empty = spare + bytes(len(NOTE))

    assert NOTE in found[1]
    assert not list(between(STREAMS[kind] + empty))
