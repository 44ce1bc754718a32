"""Makes a home with messengers' folders: so many invented files, a few of them planted secrets.

The layouts are those of WeChat 3.x and 4.x, WeCom and QQ; persons, units and contents are
invented (示例). One file in six is a copy that was forwarded. The same seed makes the same home.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import _chat_files as make

_MONTHS = [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13)][6:22]
_TALKERS = [hashlib.md5(f"示例群 {number}".encode()).hexdigest() for number in range(40)]
_COPIED = 1 / 6
_SECRETS = (
    ("云岭县示例领导小组文件（示例）", "机密★10年", "示例发〔2026〕3号", "以下为虚构的示例内容。"),
    ("密码电报（示例）", "发往 各县区　签批盖章 张某", "等级 特急　示例机发 12号"),
    ("青崖钢铁集团（示例）", "核心商密★长期", "配比一览（虚构的示例内容）"),
    ("关于示例区规划调整的方案（征求意见稿）", "请于周五前反馈，不得外传（示例）"),
    ("示例会议纪要", "内部资料　注意保存", "以下为虚构的示例内容。"),
)
_SORTS = ("paper", "picture", "thumbnail", "film", "voice")
CARRIERS = ("txt", "docx", "pdf", "xlsx", "zip", "name", "picture")


@dataclass(frozen=True)
class Layout:
    """Where one client keeps what; `{m}` month, `{t}` the other side, `{h}` a name of its own."""

    share: float
    papers: str
    picture: str
    thumbnail: str
    film: str
    voice: str = ""
    stored: Callable[[bytes, random.Random], bytes] | None = None
    beside: tuple[str, ...] = ()
    """What a scan has no business with."""


_WECHAT3 = "Documents/WeChat Files/wxid_shili0001/FileStorage"
_WECHAT4 = "Documents/xwechat_files/wxid_shili0002_3f7a/msg"
_WECOM = "Documents/WXWork/1688850000000001/Cache"
_QQ = "Documents/Tencent Files/10000001/nt_qq/nt_data"
LAYOUTS = (
    Layout(
        0.35, f"{_WECHAT3}/File/{{m}}/", f"{_WECHAT3}/MsgAttach/{{t}}/Image/{{m}}/{{h}}.dat",
        f"{_WECHAT3}/MsgAttach/{{t}}/Thumb/{{m}}/{{h}}_t.dat", f"{_WECHAT3}/Video/{{m}}/{{h}}.mp4",
        stored=make.stored, beside=("Documents/WeChat Files/wxid_shili0001/Msg/MicroMsg.db",),
    ),
    Layout(
        0.40, f"{_WECHAT4}/file/{{m}}/", f"{_WECHAT4}/attach/{{t}}/{{m}}/Img/{{h}}.dat",
        f"{_WECHAT4}/attach/{{t}}/{{m}}/Img/{{h}}_t.dat", f"{_WECHAT4}/video/{{m}}/{{h}}.mp4",
        stored=make.stored,
        beside=(
            "Documents/xwechat_files/wxid_shili0002_3f7a/db_storage/message/message_0.db",
            "Documents/xwechat_files/wxid_shili0002_3f7a/cache/2026-10/HttpResource/x.db",
        ),
    ),
    Layout(
        0.10, f"{_WECOM}/File/{{m}}/", f"{_WECOM}/Image/{{m}}/{{h}}.jpg",
        f"{_WECOM}/Image/{{m}}/{{h}}_t.jpg", f"{_WECOM}/Video/{{m}}/{{h}}.mp4",
        beside=("Documents/WXWork/1688850000000001/Data/message.db",),
    ),
    Layout(
        0.15, f"{_QQ}/File/", f"{_QQ}/Pic/{{m}}/Ori/{{h}}.jpg",
        f"{_QQ}/Pic/{{m}}/Thumb/{{h}}_0.jpg", f"{_QQ}/Video/{{m}}/Ori/{{h}}.mp4",
        f"{_QQ}/Ptt/{{m}}/Ori/{{h}}.amr",
    ),
)  # fmt: skip


class Home:
    """A home being filled."""

    def __init__(
        self, top: Path, seed: int, *, pictures: float = 0.57, carriers: tuple[str, ...] = CARRIERS
    ) -> None:
        """`pictures` is their share of the files, thumbnails included."""
        self._top = top
        self._shares = [0.81 * (1 - pictures), 0.74 * pictures, 0.26 * pictures]
        self._shares += [0.12 * (1 - pictures), 0.07 * (1 - pictures)]
        self._of_secrets = carriers
        self._chance = random.Random(seed)
        self._made: dict[tuple[int, str], list[tuple[str, bytes]]] = {}
        self.count = 0
        self.planted: list[dict[str, str]] = []

    def fill(self, files: int, secrets: int) -> None:
        """Make so many files, so many of them carrying a secret, and some databases beside."""
        marked = dict(
            zip(self._chance.sample(range(files), secrets), self._carriers(), strict=False)
        )
        for number in range(files):
            layout = self._chance.choices(LAYOUTS, [each.share for each in LAYOUTS])[0]
            if number in marked:
                self._plant(layout, marked[number])
            else:
                self._ordinary(layout)
        for path in (path for layout in LAYOUTS for path in layout.beside):
            self._write(path, make.database(self._chance), counts=False)

    def _carriers(self) -> Iterator[str]:
        while True:
            yield from self._of_secrets

    def _ordinary(self, layout: Layout) -> None:
        sort = self._chance.choices(_SORTS, self._shares)[0]
        if sort == "voice" and not layout.voice:
            sort = "paper"
        earlier = self._made.setdefault((LAYOUTS.index(layout), sort), [])
        if earlier and self._chance.random() < _COPIED:
            name, data = self._chance.choice(earlier[:200])
        else:
            name, data = self._new(layout, sort)
            earlier.append((name, data))
        self._write(self._path(layout, sort, name), data)

    def _new(self, layout: Layout, sort: str) -> tuple[str, bytes]:
        if sort == "paper":
            kind = self._chance.choices(list(make.PAPERS), [20, 30, 25, 15, 10])[0]
            lines = make.paper(self._chance, self._chance.randint(3, 60))
            return f"{lines[0]}.{kind}", make.PAPERS[kind](lines, self._chance)
        if sort in ("film", "voice"):
            return "", getattr(make, sort)(self._chance)
        return "", self._stored(layout, make.photo(self._chance))

    def _stored(self, layout: Layout, data: bytes) -> bytes:
        if layout.stored is None:
            return data
        newest = "attach" in layout.picture and self._chance.random() < 0.3
        return (make.stored_v2 if newest else layout.stored)(data, self._chance)

    def _path(self, layout: Layout, sort: str, name: str) -> str:
        pattern = layout.papers if sort == "paper" else getattr(layout, sort)
        return name_filled(pattern, self._chance) + name

    def _plant(self, layout: Layout, carrier: str) -> None:
        chance = self._chance
        lines = [*_SECRETS[len(self.planted) % len(_SECRETS)], *make.paper(chance, 4)[1:]]
        if carrier == "picture":
            data = make.page(lines, chance)
            data = layout.stored(data, chance) if layout.stored else data
            path = self._path(layout, "picture", "")
        elif carrier == "name":
            data = make.docx(make.paper(chance, 4), chance)
            path = self._path(layout, "paper", "示例方案 机密★10年.docx")
        else:
            data = make.PAPERS[carrier](lines, chance)
            path = self._path(layout, "paper", f"{make.title(chance)}.{carrier}")
        self.planted.append({"path": self._write(path, data), "carrier": carrier})

    def _write(self, path: str, data: bytes, *, counts: bool = True) -> str:
        """Write a file and return its path; a name that is taken gets a number, as clients do."""
        target = self._top / path
        for number in range(1, 1000):
            if not target.exists():
                break
            target = (self._top / path).with_stem(f"{Path(path).stem}({number})")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.count += counts
        return str(target.relative_to(self._top))


def name_filled(pattern: str, chance: random.Random) -> str:
    """Return a pattern of a layout with its blanks filled."""
    own = f"{chance.getrandbits(128):032x}"
    return pattern.format(m=chance.choice(_MONTHS), t=chance.choice(_TALKERS), h=own)


def main() -> None:
    """Make the home and say where the secrets are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, help="folder to make")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--secrets", type=int, default=63)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--manifest", type=Path, help="write where the secrets are (JSON)")
    parser.add_argument(
        "--pictures", type=float, default=0.57, help="their share; 0: no secret in one"
    )
    options = parser.parse_args()
    carriers = CARRIERS if options.pictures else CARRIERS[:-1]
    home = Home(options.home, options.seed, pictures=options.pictures, carriers=carriers)
    home.fill(options.files, options.secrets)
    if options.manifest:
        told = {"files": home.count, "planted": home.planted}
        options.manifest.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    print(f"{home.count:,} files, {len(home.planted)} planted: {options.home}")


if __name__ == "__main__":
    main()
