"""Sound: what phones, recorders and messengers write, whatever its codec (SILK apart)."""

from collections.abc import Iterator

from zhamen.reading.formatting import Content, Room
from zhamen.settings import Limits, Settings

_SIGNATURES = (
    (0, b"#!AMR"),
    (0, b"ID3"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (8, b"WAVE"),
    (0, b"caff"),
    (8, b"AIFF"),
    (8, b"AIFC"),
    (0, b".snd"),
    (0, b"MAC "),
    (0, b"wvpk"),
    (0, b"ADIF"),
    (4, b"ftypM4A"),
    (4, b"ftypM4B"),
    (4, b"ftypF4A"),
)
_ASF = bytes.fromhex("3026b2758e66cf11")
_SURE, _LIKELY = 0.9, 0.6
_MP3_KBITS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_MP3_KBITS_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_MP3_RATES = (44100, 48000, 32000, 0)


class Sound:
    """Claims containers of sound, and bare MP3 and AAC of which two frames follow each other."""

    name = "sound"
    room = Room.EAR

    def claims(self, head: bytes, name: str) -> float:
        """Bid for signatures of sound."""
        if any(head[at : at + len(mark)] == mark for at, mark in _SIGNATURES):
            return _SURE
        if head.startswith(_ASF) and name.lower().endswith(".wma"):
            return _SURE
        return _LIKELY if _frames_follow(head) else 0.0

    def prepare(self, settings: Settings) -> None:
        """Load the model for speech, where the unit has one, for all formats of this room."""
        from zhamen.reading.recordings.speech import prepare_speech

        prepare_speech(settings.speech)

    def read(self, data: bytes, limits: Limits) -> Iterator[Content]:
        """Yield what the recording says of itself, its sound and its speech."""
        from zhamen.reading.recordings.media import read_media

        yield from read_media(data, limits, self.name)


def _frames_follow(head: bytes) -> bool:
    """Tell whether the bytes are a frame of MPEG sound with another one behind it."""
    for length in (_mp3_length(head), _aac_length(head)):
        if length and head[length : length + 1] == b"\xff" and head[1] == head[length + 1]:
            return True
    return False


def _mp3_length(head: bytes) -> int:
    """Return the length of a frame of layer III, 0 if it is none (ISO 11172-3, 2.4.2.3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, padded = head[1] >> 3 & 3, head[2] >> 1 & 1
    rate = _MP3_RATES[head[2] >> 2 & 3] >> (0, 1, 1, 0)[version] >> (version == 0) * 2
    kbits = (_MP3_KBITS if version == 3 else _MP3_KBITS_LOW)[head[2] >> 4]
    if version == 1 or not rate or not kbits:
        return 0
    return (144_000 if version == 3 else 72_000) * kbits // rate + padded


def _aac_length(head: bytes) -> int:
    """Return the length of an ADTS frame, 0 if it is none (ISO 13818-7, 6.2)."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    return (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5


FORMAT = Sound()
