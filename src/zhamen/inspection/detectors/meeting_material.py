"""会议材料: papers and decisions of meetings that are not public yet."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector


class MeetingMaterial(PhraseDetector):
    """Matches the phrase list `meeting_material`."""

    name = "meeting_material"
    title = "未公开会议材料"
    title_en = "meeting material"
    clauses = (5,)
    lists = ("meeting_material",)
    found = (
        Example("党委会上会材料（会前材料）请各位先看", "会前材料 / papers before a meeting"),
        Example("班子会刚定的，还没发文，别外传", "谈论刚议定的事 / talk of a fresh decision"),
    )
    left = (
        Example("董事会决议公告今天披露", "已公开披露 / published"),
        Example("会议室的打印机坏了", "日常用语 / everyday"),
    )


DETECTOR = MeetingMaterial()
