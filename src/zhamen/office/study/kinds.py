"""The words of study: states of an issue, ways of attending, reasons for staying away."""

from django.db import models

from zhamen.office.words import both


class IssueState(models.TextChoices):
    """How far an issue has come."""

    DRAFT = "draft", both("在编", "Draft")
    PROPOSED = "proposed", both("待第二人审看", "To be looked at")
    PUBLISHED = "published", both("已出版", "Published")


class Way(models.TextChoices):
    """How somebody attended."""

    CODE = "code", both("扫码", "By code")
    PAPER = "paper", both("纸上签到", "On paper")
    PHONE = "phone", both("手机补学", "Made up on the phone")


class Reason(models.TextChoices):
    """Why somebody was away."""

    SHIFT = "shift", both("倒班", "Shift")
    LEAVE = "leave", both("休假", "Leave")
    TRIP = "trip", both("出差", "Travelling")
    SICK = "sick", both("病假", "Sick")
    OTHER = "other", both("其他", "Other")


class Weekday(models.IntegerChoices):
    """The day by which a team has read an issue."""

    MONDAY = 0, both("周一", "Monday")
    TUESDAY = 1, both("周二", "Tuesday")
    WEDNESDAY = 2, both("周三", "Wednesday")
    THURSDAY = 3, both("周四", "Thursday")
    FRIDAY = 4, both("周五", "Friday")
    SATURDAY = 5, both("周六", "Saturday")
    SUNDAY = 6, both("周日", "Sunday")
