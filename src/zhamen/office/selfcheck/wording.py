"""What the page says of each decision, and what an employee can do about what was not read."""

from zhamen.office.words import both

HEADLINES = {
    "pass": both("没有发现问题，全部内容都看过了", "Nothing suspected, and all of it was read"),
    "hint": both("可以发，先看看下面的提醒", "It may go; read the reminder first"),
    "hold": both("先不要发，请第二个人看过", "Do not send it yet: let somebody else look"),
    "block": both("不能发", "It must not be sent"),
    "unread": both("有内容没能检查，先不要发", "Something was not read: do not send it yet"),
}
STEPS = {
    "pass": both(
        "程序只能找它认得的。您自己知道涉密的，仍然不能发。",
        "A program finds only what it knows. What you know to be secret stays unsent.",
    ),
    "hint": both("照下面的提醒改一改更好。", "Better to follow the reminder below."),
    "hold": both(
        "从内网交保密员看，放行以后再发。换个说法、拆开发、截图发，都不算办法。",
        "Show it to the secrecy officer inside the network. Rewording, splitting or photographing "
        "it is no way round.",
    ),
    "block": both(
        "停在这里：不转发、不截图、不换渠道，打电话请保密员来处理。",
        "Stop here: do not forward, photograph or send it another way. Call the secrecy officer.",
    ),
    "unread": both(
        "没看过的不能算没有问题。照下面的办法再查，或者交保密员。",
        "What was not read is not called clean. Do as said below, or ask the secrecy officer.",
    ),
}

_BY_HAND = both(
    "这里看不了这一类，交保密员人工看。", "It cannot be read here; the secrecy officer looks at it."
)
_SMALLER = both(
    "拆成小份再查，或交保密员人工看。", "Split it and ask again, or let the officer look."
)
_ADMINISTRATOR = both(
    "通知系统管理员；修好之前不要发，也不要换渠道。",
    "Tell the system administrator; until it is mended send nothing, by no other way either.",
)
REMEDIES = {
    "too_large": _SMALLER,
    "too_much_text": _SMALLER,
    "too_many_members": _SMALLER,
    "timeout": _SMALLER,
    "memory": _SMALLER,
    "crashed": both(
        "再查一次；仍不行，交保密员人工看。", "Ask again; if it fails, let the officer look."
    ),
    "not_supported:picture": _BY_HAND,
    "not_supported:film": _BY_HAND,
    "not_supported:sound": _BY_HAND,
    "no_speech_model": _BY_HAND,
    "register": _ADMINISTRATOR,
    "snapshot": _ADMINISTRATOR,
    "guesses": both(
        "今天已多次碰到登记的文件，不再答复；请保密员看。",
        "You have met registered documents too often today; the secrecy officer must look.",
    ),
}
"""Where the remedy for people at a terminal is none for people at this page."""
