"""Kinds, levels and statuses in words, Chinese and English."""

KINDS = {
    "state": ("国家秘密", "state secret"),
    "work": ("工作秘密", "work secret"),
    "trade": ("商业秘密", "trade secret"),
    "internal": ("内部资料", "internal paper"),
    "draft": ("过程稿", "draft"),
    "site": ("要害部位", "critical site"),
}
LEVELS = {
    "top_secret": ("绝密", "top secret"),
    "secret": ("机密", "secret"),
    "confidential": ("秘密", "confidential"),
    "core": ("核心商密", "core"),
    "ordinary": ("普通商密", "ordinary"),
    "": ("", ""),
}
STATUSES = {"active": ("有效", "active"), "declassified": ("已解密", "declassified")}
TIERS = {"registry": ("登记处级", "registry"), "gate": ("闸口级", "gate")}
