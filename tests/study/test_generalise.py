"""From an incident to a case: fifty invented incidents of ten identifiers, and none survives.

What is looked for is looked for here in another way than the program does it: without its normal
form, by plain comparison of what is left of both texts.
"""

import random
import re
import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhamen.errors import StudyError
from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.model.terms import Basis, Decision
from zhamen.study.generalise import Entity, Kind, generalised, survivors

SURNAMES = "洪杨肖赵刘何林沈韩蒋"
GIVEN = ("示文", "示远", "示华", "示宁", "示川", "示琳", "示波", "示敏")
PLACES = "云岭县 青石镇 白沙市 松岗乡 临泽区 望江县 铁山镇 柳河乡".split()
UNITS = (
    "青崖钢铁集团有限公司 云岭重工股份有限公司 白沙市档案局 松岗乡政府办公室 临江机械总厂 "
    "望江县司法局 铁山矿业有限责任公司 柳河电力设计院"
).split()
TITLES = (
    "示例搬迁工作方案 示例巡查部署通知 示例应急演练安排 示例设备更新计划 示例人员疏散预案".split()
)
MATTERS = ("青松行动", "白鹤工程", "示例二号任务", "长虹试验")
STORY = (
    "{date}{time}，{place}{unit}的{person}领回《{title}》（{mark}），共{copies}份。{person}怕来不及，"
    "把{matter}的安排拍照发进{heads}人的群。{short}后来说，是{other}让发的。{other}的电话是{phone}，"
    "编号{code}。{date_again}，{unit_again}向{place}报告。"
)


@dataclass
class Incident:
    """A story, and ten things in it that must not be known again."""

    story: str
    entities: list[Entity]


def spaced(text: str, chance: random.Random) -> str:
    """Write a text in another way: wide digits, a space, or as it is."""
    way = chance.randrange(3)
    if way == 0:
        return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)
    return f"{text[:1]} {text[1:]}" if way == 1 else text


def chinese_date(year: int, month: int, day: int) -> str:
    """Write a date in Chinese numerals."""
    plain = "〇一二三四五六七八九"

    def said(n: int) -> str:
        tens, ones = divmod(n, 10)
        head = "" if not tens else "十" if tens == 1 else plain[tens] + "十"
        return head + (plain[ones] if ones or not tens else "")

    return f"{''.join(plain[int(c)] for c in str(year))}年{said(month)}月{said(day)}日"


def incident(seed: int) -> Incident:
    """Make one up."""
    chance = random.Random(seed)
    person, other = (s + chance.choice(GIVEN) for s in chance.sample(SURNAMES, 2))
    year, month, day = chance.randint(2008, 2025), chance.randint(1, 12), chance.randint(1, 28)
    date = f"{year}年{month}月{day}日"
    place, unit, title = (chance.choice(pool) for pool in (PLACES, UNITS, TITLES))
    matter = chance.choice(MATTERS)
    mark = f"{place[:2]}办发〔{year}〕{chance.randint(1, 299)}号"
    phone = f"138{chance.randrange(10**8):08}"
    code = f"K{chance.randint(10, 99)}-{chance.randint(100, 999)}"
    again = {
        "date_again": chinese_date(year, month, day),
        "unit_again": re.sub("(股份|有限|责任|集团)+公司$", "", unit),
        "short": chance.choice(("老", "小")) + person[0],
        "other": other[0] + chance.choice(("处长", "主任", "局长")),
    }
    told = {"date": date, "place": place, "unit": unit, "person": person, "title": title,
            "mark": mark, "matter": matter, "phone": phone, "code": code}  # fmt: skip
    story = STORY.format(
        **{name: spaced(text, chance) for name, text in told.items()}, **again,
        time=f"深夜{chance.randint(21, 23)}点", copies=chance.randint(2, 9),
        heads=chance.randint(20, 400),
    )  # fmt: skip
    listed = ((Kind.PERSON, person), (Kind.PERSON, other), (Kind.PLACE, place), (Kind.UNIT, unit),
              (Kind.DOCUMENT, title), (Kind.DOCUMENT, mark), (Kind.MATTER, matter),
              (Kind.NUMBER, phone), (Kind.NUMBER, code), (Kind.DATE, date))  # fmt: skip
    return Incident(story, [Entity(kind, text) for kind, text in listed])


def bare(text: str) -> str:
    """Return letters and digits alone, in their plain width."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(letter for letter in plain if letter.isalnum())


def test_the_drill() -> None:
    """Fifty incidents, five hundred identifiers: 0 of 500 can be read in the drafts."""
    left, counted = [], 0
    for seed in range(50):
        made = incident(seed)
        draft = bare(generalised(made.story, made.entities))
        counted += len(made.entities)
        left += [each.text for each in made.entities if bare(each.text) in draft]
        names = [each.text for each in made.entities if each.kind is Kind.PERSON]
        left += [name for name in names if name[1:] in draft]
        left += re.findall(rf"[{''.join(n[0] for n in names)}](?:处长|主任|局长)", draft)
        left += re.findall(rf"[老小][{''.join(n[0] for n in names)}]|\d+", draft)
        left += re.findall("[〇一二三四五六七八九十]+(?:年|月|日)", draft)

    assert counted == 500
    assert left == []


def test_the_drill_would_find_what_survives() -> None:
    """The stories hold every identifier before: the drill does not look past them."""
    for seed in range(50):
        made = incident(seed)
        assert len(survivors(made.story, made.entities)) == 10


def test_a_draft_is_still_a_story() -> None:
    """What happened can be read: it is no row of blanks."""
    made = incident(7)
    draft = generalised(made.story, made.entities)

    assert "怕来不及" in draft and "拍照发进" in draft and draft.count("某") < len(draft) / 4


@pytest.mark.parametrize("seed", range(0, 50, 7))
def test_the_engine_finds_no_mark_in_a_draft(seed: int, inspector: Inspector) -> None:
    """No number of a document, no mark; a topic rule may still hold the story for a second look."""
    made = incident(seed)
    verdict = inspector.inspect(Message.of_text(generalised(made.story, made.entities)))

    assert [f for f in verdict.findings if f.decision.rank >= Decision.HOLD.rank
            and f.basis is not Basis.TOPIC] == []  # fmt: skip


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("会议定在 14:30，地点三号楼", "14:30"),
        ("车牌示A12345停在门口", "A12345"),
        ("发到 zhang@example.cn", "zhang"),
        ("见 https://example.cn/a?b=1 。", "example"),
        ("二〇一六年十月三日前办完", "二〇一六"),
        ("一百二十三人都看见了", "一百二十三"),
        ("云办发【2024】 第 7 号已印发", "云办发"),
        ("价格是3,500.50元", "500"),
        ("ＱＱ群１２３４５６", "１２３"),
    ],
)
def test_shapes_go_without_being_listed(text: str, gone: str) -> None:
    """Dates, times, codes, addresses and numbers."""
    assert gone not in generalised(text, [])


def test_what_hides_from_the_list_is_refused() -> None:
    """A name that a look-alike hides from nobody: replaced, or there is no draft."""
    entity = Entity(Kind.UNIT, "青崖钢铁")
    for text in ("青崖鋼鐵出了事", "青.崖.钢.铁出了事", "青 崖 钢 铁出了事"):
        assert "钢" not in generalised(text, [entity]) and "鋼" not in generalised(text, [entity])


def test_a_word_that_we_say_ourselves_cannot_be_hidden() -> None:
    """Whoever lists 某人 as a name is told that it survives."""
    with pytest.raises(StudyError, match="survive"):
        generalised("某人来了", [Entity(Kind.PERSON, "某人")])


@given(st.text(max_size=80), st.lists(st.builds(Entity, st.sampled_from(Kind), st.text(max_size=8)),
                                      max_size=4))  # fmt: skip
def test_any_text_is_generalised_or_refused(text: str, entities: list[Entity]) -> None:
    """Nothing survives, and nothing else is raised."""
    try:
        draft = generalised(text, entities)
    except StudyError:
        return

    assert survivors(draft, entities) == []


@pytest.mark.parametrize("entity", [
    Entity(Kind.NUMBER, "7"), Entity(Kind.MATTER, "甲"), Entity(Kind.PLACE, "——"),
    Entity(Kind.UNIT, ""),
])  # fmt: skip
def test_what_is_too_short_to_look_for_is_refused(entity: Entity) -> None:
    """It would pass for taken out, and stand there in letters."""
    with pytest.raises(StudyError, match="too short"):
        generalised("会上说了甲的七件事。", [entity])
