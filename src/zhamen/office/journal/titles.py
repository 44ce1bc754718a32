"""Acts in words. An act without words is shown as it stands, and a test finds it."""

from collections.abc import Mapping
from typing import Any

from zhamen.custody.ledger import LEDGER
from zhamen.deeds.history import History
from zhamen.groups.book import BOOK
from zhamen.office.custody.words import FIELDS, LEVELS
from zhamen.office.roles import TITLES as TITLES_OF_ROLES
from zhamen.office.words import both, say

TITLES = {
    "custody.stocktake.begun": both("开始盘点", "Stocktake begun"),
    "custody.stocktake.closed": both("结束盘点", "Stocktake closed"),
    "custody.stocktake.abandoned": both("盘点作废", "Stocktake given up"),
    "custody.ledger.printed": both("打印台账", "Ledger printed"),
    "custody.place.added": both("新增地点", "Place added"),
    "office.backup.made": both("做了备份", "Backup made"),
    "office.opened": both("保密办开张", "Office opened"),
    "office.restored": both("从备份恢复", "Restored from a backup"),
    "office.started": both("服务启动", "Service started"),
    "office.stopped": both("服务停止", "Service stopped"),
    "journal.anchor.printed": both("打印锚点", "Anchor printed"),
    "journal.exported": both("导出日志", "Journal exported"),
    "journal.checked": both("核对日志", "Journal checked"),
    "desk.spool.loaded": both("装入裁决", "Verdicts loaded"),
    "desk.hold.released": both("放行", "Hold released"),
    "desk.hold.kept": both("不放行", "Hold kept"),
    "desk.hold.lapsed": both("过期未处理", "Holds lapsed"),
    "desk.false_alarm.reported": both("报误报", "False alarm reported"),
    "desk.false_alarm.confirmed": both("核定误报", "False alarm confirmed"),
    "desk.false_alarm.ended": both("撤销误报", "False alarm taken back"),
    "groups.register.exported": both("导出群登记册", "Register of groups exported"),
    "groups.proposal.made": both("提出，等第二人签字", "Proposed, for another to sign"),
    "groups.proposal.confirmed": both("第二人签字", "Signed as the second"),
    "groups.proposal.declined": both("不予签字", "Not signed"),
    "groups.proposal.withdrawn": both("撤回提议", "Proposal withdrawn"),
    "study.issue.added": both("新编一期", "Issue begun"),
    "study.issue.changed": both("修改资料", "Issue changed"),
    "study.issue.proposed": both("提交审看", "Issue proposed"),
    "study.issue.published": both("出版一期", "Issue published"),
    "study.rhythm.changed": both("调整学习节奏", "Rhythm changed"),
    "study.session.opened": both("开始班组学习", "Session opened"),
    "study.session.closed": both("结束班组学习", "Session closed"),
    "study.attendance.taken": both("签到", "Attendance taken"),
    "study.absence.excused": both("登记缺席", "Absence excused"),
    "study.quiz.answered": both("答完题目", "Quiz answered"),
    "study.letter.signed": both("签订承诺书", "Commitment signed"),
    "study.certificate.issued": both("开具学习证明", "Certificate issued"),
    "selfcheck.asked": both("发前一查", "Checked before sending"),
    "people.login.entered": both("登录", "Signed in"),
    "people.login.left": both("退出", "Signed out"),
    "people.login.refused": both("登录被拒", "Sign-in refused"),
    "people.login.locked": both("账号锁定", "Account locked"),
    "people.login.unlocked": both("账号解锁", "Account unlocked"),
    "people.access.issued": both("发放一次性码", "One-time code issued"),
    "people.access.taken": both("启用账号", "Access taken up"),
    "people.password.changed": both("修改口令", "Password changed"),
    "people.person.added": both("新增人员", "Person added"),
    "people.person.changed": both("修改人员", "Person changed"),
    "people.person.closed": both("注销人员", "Person closed"),
    "people.person.reopened": both("恢复人员", "Person reopened"),
    "people.unit.added": both("新增单位", "Unit added"),
    "people.unit.changed": both("修改单位", "Unit changed"),
    "people.unit.closed": both("撤销单位", "Unit closed"),
    "people.duty.given": both("任命职责", "Duty given"),
    "people.duty.ended": both("免去职责", "Duty ended"),
    "people.import.previewed": both("预演导入", "Import previewed"),
    "people.import.applied": both("执行导入", "Import applied"),
    "people.group.added": both("新增角色组", "Group added"),
    "people.proposal.made": both("提出授权", "Change of rights proposed"),
    "people.proposal.confirmed": both("同意授权", "Change of rights confirmed"),
    "people.proposal.declined": both("否决授权", "Change of rights declined"),
    "people.proposal.withdrawn": both("撤回授权", "Change of rights withdrawn"),
    "people.seat.taken": both("就任管理员", "Seat taken"),
    "people.seat.left": both("卸任管理员", "Seat left"),
    "people.seat.refused": both("授权被系统拒绝", "Seat refused"),
}

FACTS = {
    "by": both("以", "as"),
    "clauses": both("不得之", "must-not"),
    "documents": both("文件数", "documents"),
    "sighted": both("见到", "seen"),
    "unsighted": both("未见到", "not seen"),
    "strays": both("账外", "astray"),
    "counts": both("行数", "rows"),
    "decision": both("裁决", "decision"),
    "digest": both("摘要", "digest"),
    "events": both("裁决数", "verdicts"),
    "holds": both("条数", "holds"),
    "offset": both("位置", "offset"),
    "passed_over": both("读不懂的行", "lines that were none"),
    "reason": both("理由摘要", "digest of the reason"),
    "rule": both("规则", "rule"),
    "done": both("办理时间", "done"),
    "duty": both("职责", "duty"),
    "faults": both("问题", "faults"),
    "form": both("格式", "form"),
    "ledger": both("台账", "ledger"),
    "fields": both("项目", "fields"),
    "minutes": both("分钟", "minutes"),
    "principal": both("代理", "for"),
    "proposal": both("提议", "proposal"),
    "rows": both("行数", "rows"),
    "seat": both("席位", "seat"),
    "size": both("条数", "entries"),
    "step": both("事项", "step"),
    "unit": both("单位", "unit"),
    "way": both("途径", "way"),
    "whom": both("人员", "person"),
    "session": both("场次", "session"),
    "sessions": both("场数", "sessions"),
    "weekday": both("星期", "weekday"),
    "people": both("人数", "people"),
    "right": both("答对", "right"),
    "questions": both("题数", "questions"),
    "until": both("有效期至", "until"),
    "certificate": both("证明", "certificate"),
    "expires": both("用到", "until"),
    "group": both("群", "group"),
    "in_order": both("是否合格", "in order"),
    "leader": both("审批", "approved by"),
    "made": both("备份做于", "backup of"),
    "manager": both("管理员", "manager"),
    "noticed": both("已发公告", "notice posted"),
    "platform": both("平台", "platform"),
    "wording": both("名称用途摘要", "digest of name and purpose"),
    "why": both("原因", "because"),
}
_HISTORIES: Mapping[str, History[Any]] = {"custody": LEDGER, "groups": BOOK}
ROLES = {str(role): words for role, words in TITLES_OF_ROLES.items()}
ROLES["office"] = both("系统自身", "The office itself")
VALUES: Mapping[str, Mapping[str, str]] = {"by": ROLES, "seat": ROLES, "level": LEVELS}
"""Facts whose values have words of their own."""


def fact_of(name: str) -> str:
    """Return the name of a fact in words; most fields of deeds have theirs in custody."""
    return str(FACTS.get(name) or FIELDS.get(name, name))


def role_of_record(role: str) -> str:
    """Return a role in words."""
    return str(ROLES.get(role, role))


def title_of(act: str) -> str:
    """Return an act in words; deeds bring their own."""
    book, _, name = act.partition(".")
    kind = _HISTORIES[book].kinds.get(name) if book in _HISTORIES else None
    return say(kind.title, kind.title_en) if kind else str(TITLES.get(act, act))
