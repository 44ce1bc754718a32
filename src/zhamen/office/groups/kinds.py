"""The words of the register: platforms, states, alarms and parts as people read them."""

from django.db import models

from zhamen.office.words import both


class PlatformKind(models.TextChoices):
    """Where a group lives."""

    WECHAT = "wechat", both("微信", "WeChat")
    QQ = "qq", both("QQ", "QQ")
    WECOM = "wecom", both("企业微信", "WeCom")
    DINGTALK = "dingtalk", both("钉钉", "DingTalk")
    FEISHU = "feishu", both("飞书", "Feishu")
    MATRIX = "matrix", both("内部平台", "Internal platform")
    OTHER = "other", both("其他", "Other")


class StateKind(models.TextChoices):
    """Where a group is in its life."""

    APPLIED = "applied", both("待批准", "Applied for")
    APPROVED = "approved", both("已批准，未启用", "Approved")
    DECLINED = "declined", both("未批准", "Declined")
    OPEN = "open", both("在用", "Open")
    FROZEN = "frozen", both("已冻结", "Frozen")
    DISSOLVED = "dissolved", both("已解散", "Dissolved")


PARTS = {
    "sender": both("发布的人", "who posted"),
    "manager": both("管理员", "manager"),
    "builder": both("群主", "builder"),
}
ALARMS = {
    "no_letter": both("没有有效的责任书", "no letter that is good today"),
    "no_review": both("年度复核逾期", "the yearly review is overdue"),
    "expired": both("用途期满，该解散了", "its purpose is over and it is still there"),
    "stranger": both("已离岗的人还在群里", "somebody who has left is inside"),
    "orphaned": both("群主已离岗", "the builder has left"),
}
