"""索要或提供涉密内容: case 3 in conversation — asking for, or offering, what must not be sent."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector


class LeakRequest(PhraseDetector):
    """Matches the phrase list `leak_request`."""

    name = "leak_request"
    title = "索要或提供涉密内容"
    title_en = "request or offer to leak"
    clauses = (4,)
    lists = ("leak_request",)
    found = (
        Example("那份机密文件你拍一下发群里", "索要 / a request"),
        Example("电报内容不清楚，把全文拍照发到群里", "索要全文 / a request for the whole"),
        Example("机要局送来4份电报，请签收", "载体流转，只提示 / a carrier is moving: a hint"),
    )
    left = (
        Example("把现场照片拍一下发群里", "日常工作 / ordinary work"),
        Example("严禁拍照发送涉密文件", "规定、要求 / a rule"),
        Example("我们单位的小秘密发你", "玩笑 / a joke"),
    )


DETECTOR = LeakRequest()
