"""How identifiers are said in short, and the shapes of dates, numbers, codes and addresses."""

import re
from collections.abc import Iterator
from functools import cache

_DIGIT = "0-9０-９〇零一二三四五六七八九十百千万亿两廿卅"
_TITLES = tuple(
    "主任 副主任 处长 副处长 科长 副科长 局长 副局长 部长 书记 经理 总 工 师傅 班长 队长 "
    "厂长 所长 院长 秘书 同志 某 某某 老师 姐 哥".split()
)
_LEGAL = re.compile(
    "(?:集团|股份|有限|责任|公司|总公司|分公司|总厂|厂|局|处|科|部|所|院|中心|车间|作业区|班组|班|站|委员会|"
    "办公室|办|镇|乡|县|市|区|省|村)+$"
)
_NUMERALS = "〇一二三四五六七八九"
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "端木")


def short_forms(kind: str, text: str) -> Iterator[str]:
    """Yield the short forms of an identifier: 张三丰 is 三丰, 老张, 张处长; 甲钢公司 is 甲钢."""
    text = "".join(text.split())
    if kind == "person":
        yield from _of_person(text)
    elif kind in ("unit", "place"):
        core = _LEGAL.sub("", text)
        if len(core) >= 2 and core != text:
            yield core
    elif kind == "document":
        yield from re.findall(r"《([^》]{2,})》", text)
    elif kind in ("date", "number"):
        yield re.sub(r"\d", lambda found: _NUMERALS[int(found[0])], text)
        yield re.sub(r"\d{1,2}(?!\d)(?<!\d\d\d)", lambda found: spoken(int(found[0])), text)


def spoken(number: int) -> str:
    """Return a number below a hundred as it is said: 三, 十, 十二, 二十五."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones or not tens else "")


def _of_person(name: str) -> Iterator[str]:
    surname = name[:2] if name[:2] in _DOUBLE else name[:1]
    if len(name) - len(surname) >= 2:
        yield name[len(surname) :]
    yield from (f"{before}{surname}" for before in "老小阿")
    yield from (f"{surname}{title}" for title in _TITLES)


@cache
def shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what is replaced by its shape alone, in order, and by what."""
    d, gap = f"[{_DIGIT}]", r"[\s\u3000]*"
    year = rf"{d}{{2,4}}{gap}年"
    day = rf"{d}{{1,3}}{gap}月(?:{gap}{d}{{1,3}}{gap}[日号])?"
    number = rf"{gap}[〔\[［【（(]{gap}{d}{{2,4}}{gap}[〕\]］】）)]{gap}第?{gap}{d}{{1,5}}{gap}号"
    hour = rf"{gap}{d}{{1,3}}{gap}[点时](?:{gap}{d}{{1,3}}{gap}分|半|整)?"
    part = "(?:凌晨|早上|上午|中午|下午|傍晚|晚上|深夜|夜里)?"
    said = "零〇一二三四五六七八九十百千万亿两廿"
    written = (
        (r"https?://\S+|www\.\S+", "某网址"),
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "某邮箱"),
        (rf"[\u4e00-\u9fff]{{1,12}}{number}", "某文号"),
        (rf"{year}(?:{gap}{day})?|{day}", "某日"),
        (r"[0-9０-９]{2,4}[-/.．][0-9０-９]{1,2}[-/.．][0-9０-９]{1,2}", "某日"),
        (rf"{part}{hour}", "某时"),
        (r"[0-9０-９]{1,2}[:：][0-9０-９]{2}(?:[:：][0-9０-９]{2})?", "某时"),
        (r"[A-Za-zＡ-Ｚａ-ｚ]*[0-9０-９][0-9０-９A-Za-zＡ-Ｚａ-ｚ.．,，%‰:：/_-]*"
         r"(?<![.．,，:：/_-])", "若干"),
        (r"[A-Za-zＡ-Ｚａ-ｚ]{2,}", "某代号"),
        (rf"[{said}]*[十百千万亿〇廿][{said}]*(?=[个名人份页台件吨元年天次号楼间部群条张公里米岁小时])",
         "若干"),
    )  # fmt: skip
    return tuple((re.compile(pattern), word) for pattern, word in written)
