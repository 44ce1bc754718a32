"""Invented official prose of organisations that do not exist; every page is labelled 示例."""

import random
from typing import NamedTuple

_PLACES = "青崖 白砂 云汀 鹤溪 石桥 临沧口 望川 松原坝 枫岭 玉带湾".split()
_UNITS = "钢铁集团 矿业公司 轧钢厂 炼铁部 能源中心 检修公司 铁路运输部 技术中心 设备管理部 原料场".split()
_SHORT = "青钢 白矿 云能 鹤运 石检 望技 枫发 玉设".split()
_TOPICS = (
    "三号高炉试产安排|炉前封闭作业管理|夜间装卸调度|应急电源切换演练|特种钢坯转运路线|备用水源启用"
    "|厂区通信线路改造|关键岗位轮换|焦炉烟气治理工程|合金配比试验|铁路专用线检修|库存战略物资清点"
).split("|")
_WHO = (
    "各单位主要负责人|炉前作业区全体人员|运输调度值班长|设备点检组|安全监察员|物资保管员|夜班巡检人员|技术负责人"
    "|外来施工队伍|机房值守人员|门岗保卫人员|分析化验室|工艺主管工程师|电气维修班组|原料混匀工段"
).split("|")
_WHEN = (
    "每日零点前|交接班之后|接到通知后两小时内|本月下旬起|试验开始之前|检修停机期间|雨雪天气到来时|第二季度末"
    "|设备升温阶段|装车完毕以后|演练结束当日|首批产品下线时"
).split("|")
_DO = (
    "应当核对登记簿与实物是否相符|须将温度曲线抄录两份分别封存|不得擅自改动预先设定的阀门开度|要逐项检查接地电阻并记录读数"
    "|负责把钥匙交回值班室保险柜|应停止向东侧料仓输送矿粉|可启用备用回路维持最低负荷|必须双人到场方可开启配电间"
    "|按照附表所列顺序依次断开母线|将样品编号送交化验并等候复核|应避开客运高峰经北环线转运|需在现场布设临时围栏和照明"
    "|应以口头方式逐级传达不留文字|要对冷却水流量每隔十分钟观测一次|须关闭所有摄录设备并集中存放|保持炉顶压力在规定区间内波动"
).split("|")
_WHY = (
    "以免影响后续工序的连续运转|确保炉况平稳过渡|防止因供电波动造成停炉|便于事后追查责任|减少对周边居民的干扰"
    "|为下一步扩大规模积累数据|避免贵重合金混入普通批次|使各环节误差控制在千分之三以内|满足甲方关于交付周期的要求"
    "|降低单位能耗与碳排放水平"
).split("|")
_HEADS = "总体要求 组织分工 实施步骤 保障措施 纪律要求 时间进度 检查验收 其他事项".split()
_NUMERALS = "一二三四五六七八九十"


class Wording(NamedTuple):
    """The texts of one invented document."""

    agency: str
    code: str
    mark: str
    copy: str
    urgency: str
    number: str
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    signature: str
    date: str


def wording(seed: int) -> Wording:
    """Return the texts of a document, the same for the same seed."""
    dice = random.Random(seed)
    place, unit = dice.choice(_PLACES), dice.choice(_UNITS)
    topic, year = dice.choice(_TOPICS), dice.randint(2016, 2026)
    level, term = dice.choice(
        [("绝密", 20), ("绝密", 30), ("机密", 10), ("机密", 20), ("秘密", 5), ("秘密", 10)]
    )
    return Wording(
        agency=place + unit + "文件",
        code=dice.choice(_SHORT),
        mark=f"{level}★{dice.choice([term, term - 4])}年",
        copy=f"{dice.randint(1, 999):06d}",
        urgency=dice.choice(["特急", "加急"]),
        number=f"{dice.choice(_SHORT)}{dice.choice('发办函调')}〔{year}〕{dice.randint(1, 180)}号",
        title=f"{place}{unit}关于{topic}的通知（示例）",
        addressee=f"{dice.choice(_WHO)}、{dice.choice(_WHO)}：",
        paragraphs=tuple(_paragraphs(dice, topic)),
        signature=place + unit,
        date=f"{year}年{dice.randint(1, 12)}月{dice.randint(1, 28)}日",
    )


def _paragraphs(dice: random.Random, topic: str) -> list[str]:
    found = [
        f"为做好{topic}相关工作，经研究，现将有关事项通知如下（示例文本，所述单位与事项均属虚构）。"
    ]
    for numeral in _NUMERALS[:5]:
        found.append(f"{numeral}、{dice.choice(_HEADS)}")
        found.append("".join(_sentence(dice) for _ in range(dice.randint(2, 3))))
    return found


def _sentence(dice: random.Random) -> str:
    number = dice.randint(12, 980)
    return dice.choice(
        (
            f"{dice.choice(_WHEN)}，{dice.choice(_WHO)}{dice.choice(_DO)}，{dice.choice(_WHY)}。",
            f"{dice.choice(_WHO)}{dice.choice(_DO)}，数量不少于{number}件，{dice.choice(_WHY)}。",
            f"{dice.choice(_WHEN)}由{dice.choice(_WHO)}与{dice.choice(_WHO)}共同到场，{dice.choice(_DO)}。",
            f"凡涉及{dice.choice(_TOPICS)}的，{dice.choice(_WHO)}{dice.choice(_DO)}；{dice.choice(_WHY)}。",
        )
    )
