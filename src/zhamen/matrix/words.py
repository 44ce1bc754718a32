"""What people read: the reason in the homeserver's answer, and the bot's letter to the sender.

Never a word of what was refused: both are stored, the one in logs of clients, the other in a room.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from zhamen.matrix.notices import Notice
from zhamen.model.terms import Decision
from zhamen.policy.loader import load_clauses
from zhamen.policy.reasons import reason_in_words

_MOST_SHOWN = 5
_RULES = {
    "sealed": "本平台不收加密的消息，也不开启加密：加密后无法检查。",
    "unknown": "引用的附件没有在本平台检查过，请重新上传后再发。",
    "contained": "引用的附件已经封存，不能再发。",
    "not_yours": "引用的附件只放行给原发送人，且只限一个群。",
    "outsider": "被邀请的人不是本单位平台的用户，不能进群。",
    "too_much": "这条消息的字段太多，无法检查。",
}
"""Refusals that need no verdict: rules of the platform itself."""
COMMANDS = {
    "notice": "发领取通知",
    "release": "申请放行",
    "reading": "约阅",
    "mistake": "我误发了",
}


def reason(said: Mapping[str, Any], case: str) -> str:
    """Return the reason that the homeserver shows, in one line."""
    if "reason" in said:
        return f"已拦截：{_RULES[said['reason']]}（案号 {case}）"
    numbers = "、".join(str(each) for each in said["clauses"])
    what = f"疑似触犯不得之{numbers}" if numbers else "有内容未能检查"
    stopped = "转人工审查" if said["decision"] == Decision.HOLD else "已拦截"
    return f"{stopped}：{what}（案号 {case}）。合规的办法见闸门发给您的私信。"


def letter(notice: Notice, place: str = "") -> tuple[str, str]:
    """Return the bot's letter about one refusal, as text and as HTML.

    `place` is the room's name, where the bot knows it.
    """
    lines = [
        f"【闸门】{_where(notice, place)}没有发出。",
        f"案号 {notice.case_id}　{_time(notice.at)}",
    ]
    lines += _why(notice.said)
    advice = notice.said.get("advice", {})
    if advice.get("text"):
        lines += ["", "现在怎么办", advice["text"]]
    draft = str(advice.get("notice", ""))
    end = ["", "可以直接回复我", *_choices(notice.said, bool(draft)),
           "", "以上只是疑似，不是定密或鉴定结论。"]  # fmt: skip
    drafted = ["", "可以改发这一条（复制即可）", draft] if draft else []
    return "\n".join([*lines, *drafted, *end]), _page(lines, draft, end)


def _where(notice: Notice, place: str) -> str:
    if not notice.room:
        return "您上传的一个文件"
    return f"您发到“{place}”的一条消息" if place else "您的一条消息"


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at).astimezone():%m月%d日 %H:%M}"


def _why(said: Mapping[str, Any]) -> list[str]:
    """Return which must-nots, on what masked evidence, and what could not be looked into."""
    if "reason" in said:
        return ["", _RULES[said["reason"]]]
    clauses = load_clauses()
    lines = [""]
    for number in said["clauses"]:
        lines.append(f"疑似触犯不得之{number}：{clauses[number].title}")
    strong = [f for f in said["findings"] if f["decision"] in ("hold", "block")]
    shown = dict.fromkeys(f"　{each['masked']}　{each['why']}" for each in strong)
    lines += list(shown)[:_MOST_SHOWN]
    missed = dict.fromkeys(each["reason"] for each in said["unread"])
    lines += [f"　未能检查：{reason_in_words(each, 'zh')}" for each in missed]
    return lines


def _choices(said: Mapping[str, Any], drafted: bool) -> list[str]:
    choices = []
    if drafted:
        choices.append(f"　{COMMANDS['notice']}　由我把上面的通知发到原来的群里")
    if said.get("decision") == Decision.HOLD and not said.get("unread"):
        choices.append(f"　{COMMANDS['release']}　请保密员审，放行后再发一次即可")
    choices.append(f"　{COMMANDS['reading']}　记下预约，到保密室当面阅看")
    choices.append(f"　{COMMANDS['mistake']}　记为误发，内容没有送达任何人")
    return choices


def _page(lines: Sequence[str], draft: str, end: Sequence[str]) -> str:
    """Return the letter as the HTML that clients show: the draft stands in a quotation."""
    head, *rest = (escape(line) for line in lines)
    shown = [f"<b>{head}</b>", *rest]
    quoted = f"<br><br><b>可以改发这一条（复制即可）</b><blockquote>{escape(draft)}</blockquote>"
    tail = "<br>".join(escape(line) for line in (end if not draft else end[1:]))
    return "<br>".join(shown) + (quoted if draft else "<br>") + tail


HELP = "我只认这几句：" + "、".join(COMMANDS.values()) + "。要说哪一条，带上案号，或者回复那一条。"
NO_CASE = "没有找到您的这个案号。直接回复我发给您的那一条就行。"
NO_DRAFT = "这一条没有现成的通知，请按上面的办法处理，或问保密员。"
NOT_INSIDE = "您已经不在那个群里，不能以您的名义发通知。"
FILLING_REFUSED = "您填的内容没有通过检查，通知没有发。请只写时间、地点、联系人和电话。"
POSTED = "通知已经以您的名义发到原来的群里。"


def posted(name: str, text: str) -> str:
    """Return the notice as the group reads it."""
    return f"【通知】{name}：{text}"


def fill(draft: str, count: int) -> str:
    """Ask for what belongs into the blanks of a draft."""
    return (
        f"通知里有 {count} 处空白，请在“{COMMANDS['notice']}”后面依次填上，用空格隔开。"
        f"例如：{COMMANDS['notice']} {' '.join('甲乙丙丁戊己庚辛'[:count])}\n\n{draft}"
    )


def copy_yourself(text: str) -> str:
    """Return the notice for its sender to post himself."""
    return f"我不在那个群里（可以先把我邀请进去）。请复制下面这一条自己发：\n\n{text}"


def handed_on(command: str, case: str) -> str:
    """Say that the office knows."""
    done = {
        "release": "已在保密员那里，由另一个人审。放行后我会告诉您，届时请原样再发一次。",
        "reading": "已记下约阅。请带上案号，和保密室约时间。",
        "mistake": "已记为误发。内容没有送达任何人，不需要撤回。",
    }
    return f"案号 {case}：{done[command]}"


def never_released(case: str) -> str:
    """Say that a mark or a registered document is let go by nobody."""
    return f"案号 {case}：带密级标志或已登记的内容，在这里谁也不能放行。请走机要渠道，或约阅。"


def unread_never_released(case: str) -> str:
    """Say that nobody lets go what nobody could look into."""
    return (
        f"案号 {case}：有内容没能检查，不能放行。请换成能检查的格式（去掉密码、换常用格式）再发。"
    )


def released(case: str, release: str) -> str:
    """Tell that a second person has let a message go."""
    return f"案号 {case} 已放行（{release}），两小时内有效。请把原来那一条原样再发一次。"
