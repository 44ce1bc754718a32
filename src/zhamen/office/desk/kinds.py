"""The words of the desk: decisions as people read them, and what became of a hold."""

from django.db import models

from zhamen.office.words import both


class DecisionKind(models.TextChoices):
    """What the gate decided, weakest to strongest."""

    PASS = "pass", both("放行", "Pass")
    HINT = "hint", both("提示", "Hint")
    HOLD = "hold", both("转人工", "Hold")
    BLOCK = "block", both("拦截", "Block")


class Outcome(models.TextChoices):
    """What became of a hold."""

    WAITING = "waiting", both("待处理", "Waiting")
    RELEASED = "released", both("已放行", "Released")
    KEPT = "kept", both("不放行", "Kept")
    LAPSED = "lapsed", both("过期未处理", "Lapsed")


TROUBLES = {
    "load": both(
        "裁决装不进来，下面的不是全部", "Verdicts cannot be loaded; the list is not whole"
    ),
    "lapse": both("过期的停不下来", "Holds whose time has passed cannot lapse"),
    "publish": both("放行和误报发不到闸口", "Releases and false alarms do not reach the gates"),
}
