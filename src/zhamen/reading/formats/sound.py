"""Sound: what phones, recorders and messengers write, whatever its codec (SILK apart)."""

from collections.abc import Iterator

from zhamen.reading.formatting import Content, Room
from zhamen.reading.recordings.pieces import aac_frame, mp3_frame
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
    for length in (mp3_frame(head), aac_frame(head)):
        if length and head[length : length + 1] == b"\xff" and head[1] == head[length + 1]:
            return True
    return False


FORMAT = Sound()
