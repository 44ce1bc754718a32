"""Where in a message something stands, in words for people."""

import re

_PLACES = {
    "name": ("文件名", "file name"),
    "body": ("正文", "body"),
    "header": ("页眉", "header"),
    "footer": ("页脚", "footer"),
    "comments": ("批注", "comments"),
    "annotation": ("批注", "annotation"),
    "footnotes": ("脚注", "footnotes"),
    "endnotes": ("尾注", "endnotes"),
    "properties": ("文档属性", "properties"),
    "outline": ("书签", "bookmarks"),
    "attributes": ("隐含文字", "attributes"),
    "hidden": ("隐含文字", "hidden text"),
    "base64": ("Base64 编码", "Base64"),
    "percent": ("URL 编码", "URL encoding"),
    "quoted-printable": ("QP 编码", "quoted-printable"),
    "hex": ("十六进制编码", "hexadecimal"),
    "entity": ("HTML 实体", "HTML entities"),
    "escape": ("Unicode 转义", "Unicode escapes"),
    "letters-apart": ("拆开书写", "letters drawn apart"),
    "comment": ("批注", "comment"),
    "headers": ("邮件头", "headers"),
    "mail": ("邮件", "mail"),
    "picture": ("图片", "picture"),
    "seal": ("印章", "seal"),
    "sheet": ("工作表", "sheet"),
    "columns": ("按列连读", "columns"),
    "joined": ("连读", "joined"),
    "names": ("名称", "names"),
    "revisions": ("改动前后", "before and after changes"),
    "macro": ("宏", "macro"),
    "objects": ("嵌入对象", "objects"),
    "strings": ("程序字串", "strings"),
    "source": ("源文", "source"),
    "data": ("内嵌数据", "data"),
    "subtitles": ("字幕", "subtitles"),
    "speech": ("语音", "speech"),
    "sound": ("声音", "sound"),
}
_TIMED = re.compile(r"speech|\d\d\.\d\d\.\d\d[.\d]*\.jpg")


def page_pair(page: int, place: str) -> tuple[str, str]:
    """Return a page in Chinese and English; of what is heard or filmed it is the second."""
    if _TIMED.match(place):
        return f"第 {page} 秒", f"second {page}"
    return f"第 {page} 页", f"page {page}"


def places_of(place: str) -> list[str]:
    """Return the stable words of a place, outermost first."""
    return [word for word in re.split(r"[+:]", place) if word]


def place_pair(place: str) -> tuple[str, str]:
    """Return one word of a place in Chinese and English.

    A word that is not ours comes from a file, and loses whatever could steer a screen.
    """
    said = "".join(filter(str.isprintable, place))
    return _PLACES.get(place, (said, said))
