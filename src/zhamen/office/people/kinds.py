"""The words of the trade: kinds of units, duties, clearances, states."""

from django.db import models

from zhamen.office.words import both


class UnitKind(models.TextChoices):
    """What a unit is."""

    UNIT = "unit", both("单位、部门", "Unit")
    TEAM = "team", both("班组", "Team")


class Clearance(models.TextChoices):
    """Category of cleared staff (涉密人员): 保密法 article 43."""

    NONE = "none", both("非涉密人员", "Not cleared")
    ORDINARY = "ordinary", both("一般涉密人员", "Cleared, ordinary")
    IMPORTANT = "important", both("重要涉密人员", "Cleared, important")
    CORE = "core", both("核心涉密人员", "Cleared, core")


class DutyKind(models.TextChoices):
    """What somebody answers for in a unit."""

    OFFICER = "officer", both("保密员", "Secrecy officer")
    CLASSIFIER = "classifier", both("定密责任人", "Classifier")
    TEAM_LEADER = "team_leader", both("班组长", "Team leader")
    LEADER = "leader", both("分管领导", "Leader in charge")


class State(models.TextChoices):
    """How far somebody has come with his access."""

    NEW = "new", both("未启用", "Not yet active")
    ACTIVE = "active", both("在用", "Active")
    CLOSED = "closed", both("已注销", "Closed")


class Way(models.TextChoices):
    """By which way a seat came."""

    DIRECT = "direct", both("本人任命", "Appointed")
    GROUP = "group", both("随角色组", "By a group")
    DEPUTY = "deputy", both("代理", "As deputy")


class Step(models.TextChoices):
    """What a proposal asks for."""

    SEAT = "seat", both("任命管理员", "Appoint")
    MEMBER = "member", both("加入角色组", "Join a group")
    DEPUTY = "deputy", both("指定代理", "Name a deputy")
    LEAVE = "leave", both("免去管理员", "Remove")
    REISSUE = "reissue", both("重发一次性码", "Issue a new code")


class Outcome(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", both("待第二人", "Waiting")
    CONFIRMED = "confirmed", both("已同意", "Confirmed")
    DECLINED = "declined", both("已否决", "Declined")
    WITHDRAWN = "withdrawn", both("已撤回", "Withdrawn")
