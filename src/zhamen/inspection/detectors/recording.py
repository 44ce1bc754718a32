"""涉密音视频: what is said on a recording, what it is called, and talk of such recordings."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector
from zhamen.model.terms import Medium


class Recording(PhraseDetector):
    """Matches the phrase list `recording`."""

    name = "recording"
    title = "涉密录音、录像、照片"
    title_en = "secret recording"
    clauses = (2,)
    lists = ("recording",)
    found = (
        Example(
            "下面传达的内容属于机密级，请不要录音",
            "录音中的话 / said on a recording",
            Medium.SPEECH,
        ),
        Example("涉密演练航拍.mp4", "视频文件名 / the name of a film", Medium.NAME),
        Example("昨天涉密会议的录音在我这里", "谈到录音 / talk of one"),
    )
    left = (
        Example("保密教育宣传片.mp4", "宣传片 / a training film", Medium.NAME),
        Example("涉密会议禁止录音录像", "规定、要求 / a rule"),
        Example("绝密、机密、秘密是国家秘密的三个等级", "教学内容 / a lesson", Medium.SPEECH),
    )


DETECTOR = Recording()
