"""How much of 200 marked messages is still caught after 25 transformations?

The seeds are marks in invented sentences; the transformations are those of an evader. Lossless
ones leave a text that reads the same; lossy ones rewrite it by sound, shape or parts, with the
dictionary beside the checkout. Beside ours stands a bare list of regular expressions.
"""

import argparse
import base64
import html
import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import quote

from _texts import DATA

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.policy.loader import load_policy

MARKS = ("机密★10年", "绝密★30年", "秘密★5年", "机密★长期", "秘密★6个月", "绝密★长期", "机密★20年", "密级：机密",
         "密级：秘密★1年", "机密★3年")  # fmt: skip
FRAMES = ("{}", "{}\n云岭集团文件（示例）", "000123\n{}\n特急", "示例通知\n{}", "【示例】{}", "转：{}", "{}\n请各单位签收（示例）",
          "关于示例事项的函\n{}\n抄送：示例处", "总平面图（示例）\n{}", "附件一\n{}\n（示例）", "收到的是这个\n{}", "示例材料 {}",
          "{}\n第一页", "（{}）", "您看一下\n{}", "{}\n示例电厂", "先看抬头\n{}", "{}\n示例县", "示例：\n{}", "{}\n共三页",
          )  # fmt: skip
Transform = Callable[[str, random.Random], str]


def table(*kinds: str) -> dict[str, list[str]]:
    """Return character → substitutes of some kinds; empty without the dictionary."""
    found: dict[str, list[str]] = defaultdict(list)
    path = DATA / "evasion.jsonl"
    for line in path.open(encoding="utf-8") if path.exists() else ():
        row = json.loads(line)
        if row["kind"] in kinds:
            found[row["char"]] += row["subs"]
    return found


def substituted(*kinds: str, only: str = "绝机秘密级年月期长") -> Transform:
    """Return a transformation that replaces the marks' characters by what the dictionary has."""
    known = table(*kinds)

    def transform(text: str, dice: random.Random) -> str:
        return "".join(dice.choice(known[c]) if c in only and known[c] else c for c in text)

    return transform


def between(*separators: str) -> Transform:
    """Return a transformation that puts separators between all characters of a line."""
    return lambda text, dice: "\n".join(
        "".join(c + dice.choice(separators) for c in line)[:-1] for line in text.split("\n")
    )


def mapped(pairs: dict[str, str]) -> Transform:
    """Return a transformation by a table."""
    return lambda text, dice: "".join(pairs.get(c, c) for c in text)


_NUMERALS = {"10": "十", "30": "三十", "20": "二十", "5": "五", "6": "六", "1": "一", "3": "三"}
_PINYIN = {"绝": "jue", "机": "ji", "秘": "mi", "密": "mi"}
LOSSLESS: dict[str, Transform] = {
    "space": between(" "),
    "wide space": between("\u3000"),
    "zero width": between("\u200b", "\u200c", "\ufeff"),
    "combining": between("\u0301", "\u0336"),
    "full width": lambda t, d: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "traditional": mapped({"绝": "絕", "机": "機", "级": "級", "长": "長", "个": "個"}),
    "dictionary forms": substituted("traditional", "variant", "compatibility"),
    "kangxi": mapped({"年": "年", "月": "⽉", "长": "⾧", "山": "⼭", "密": "密", "工": "⼯"}),
    "dashes": between("-"),
    "dots": between("."),
    "mixed separators": between("-", "|", "_", "/", "~"),
    "line ends": lambda t, d: re.sub(r"(?<=[密级★])", "\n", t),
    "other star": lambda t, d: t.replace("★", d.choice("☆✩✭✮⋆✯")),
    "typed star": lambda t, d: t.replace("★", d.choice("*•·●◆※⭐")),
    "numerals": lambda t, d: re.sub(r"(?<!\d)(?:10|30|20|5|6|1|3)(?=年|个)", lambda m: _NUMERALS[m[0]], t),
    "base64": lambda t, d: base64.b64encode(t.encode()).decode(),
    "percent": lambda t, d: quote(t),
    "entities": lambda t, d: "".join(f"&#{ord(c)};" for c in t),
    "named or hex entities": lambda t, d: "".join(f"&#x{ord(c):x};" for c in t) + html.escape("&"),
    "escapes": lambda t, d: t.encode("unicode_escape").decode().replace("\\n", "\n"),
    "decomposed": lambda t, d: unicodedata.normalize("NFD", t),
}  # fmt: skip
LOSSY: dict[str, Transform] = {
    "homophone": substituted("homophone", only="绝机秘密"),
    "near homophone": substituted("homophone-near", only="绝机秘密"),
    "look-alike": substituted("shape", only="绝机秘密"),
    "parts": substituted("split", only="绝机秘密"),
    "emoji": substituted("emoji", only="绝机秘密级"),
    "pinyin": lambda t, d: "".join(_PINYIN.get(c, c) for c in t),
    "one sound": lambda t, d: t.replace("密", d.choice("蜜米迷谜"), 1),
    "star misread": lambda t, d: t.replace("★", d.choice("女妇友文雪广")),
}


def seeds() -> list[str]:
    """Return 200 marked messages."""
    return [frame.format(mark) for frame in FRAMES for mark in MARKS]


_NAIVE = re.compile(r"(绝密|机密|秘密)★|密级：(绝密|机密|秘密)")


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    inspector = Inspector(load_policy())
    for title, transforms in (("lossless", LOSSLESS), ("lossy", LOSSY)):
        totals = [0, 0, 0]
        for name, transform in transforms.items():
            dice = random.Random(20459)
            texts = [transform(seed, dice) for seed in seeds()]
            ours = sum(
                inspector.inspect(Message.of_text(t)).decision in ("hold", "block") for t in texts
            )
            naive = sum(bool(_NAIVE.search(text)) for text in texts)
            totals = [a + b for a, b in zip(totals, (ours, naive, len(texts)), strict=True)]
            print(f"  {name:22} {ours / len(texts):.3f}   bare list {naive / len(texts):.3f}")
        print(f"{title}: {totals[0] / totals[2]:.4f}   bare list {totals[1] / totals[2]:.4f}")


if __name__ == "__main__":
    main()
