"""要害部位标牌和设备标签: signs, door plates and device labels of secrecy-critical places."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector
from zhamen.model.terms import Medium


class SiteSign(PhraseDetector):
    """Matches the phrase list `site_sign`."""

    name = "site_sign"
    title = "要害部位标牌、设备标签"
    title_en = "sign of a critical place or device"
    clauses = (7,)
    lists = ("site_sign",)
    found = (
        Example(
            "保密要害部位 未经批准 禁止入内", "照片里的门牌 / a door plate in a picture", Medium.OCR
        ),
        Example("涉密计算机 密级：机密 责任人：张三", "设备标签 / a device label", Medium.OCR),
        Example(
            "保密要害部位 未经批准 禁止入内", "同样的话，手打的只提示 / the same, typed: a hint"
        ),
    )
    left = (
        Example(
            "非涉密计算机 严禁处理涉密信息",
            "非涉密设备上的标签 / a sticker on a non-secret device",
            Medium.OCR,
        ),
        Example("新保密柜放二楼库房", "日常用语 / everyday"),
    )


DETECTOR = SiteSign()
