"""What the report says, in both languages."""

WORDS = {
    "heading": ("保密自查报告", "Secrecy self-inspection"),
    "place_title": ("在哪里", "Where"),
    "stopped_title": ("要处理", "Handle"),
    "not_read_title": ("未能检查", "Not read"),
    "count_title": ("文件数", "Files"),
    "clause_title": ("疑似触犯的规定与合规的办法", "Suspected must-not, and the lawful way"),
    "details_title": ("一、要处理的文件", "1  Files to handle"),
    "details_note": (
        "片段已打码，只留首字和形状；“第几字起”是在原文中的位置。报告里没有原文，也没有图片。",
        "Evidence is masked; offsets are in the original text. No text and no picture is in here.",
    ),
    "unread_title": ("二、未能检查的内容", "2  Not looked into"),
    "unread_note": (
        "下列内容不能视为安全。按原因逐类处理；一个文件里可能有几项。",
        "None of these is called clean. Handle them by reason; a file may have several parts.",
    ),
    "reason_title": ("原因、办法及文件", "Reason, what to do, files"),
    "times_title": ("项数", "Parts"),
    "handling_title": ("三、处置记录", "3  Handling"),
    "handling_note": (
        "逐项写明处置措施：删除、移交保密员、改用内部平台、经核实不涉密等。",
        "Write down for each: deleted, handed over, moved to the internal platform, cleared …",
    ),
    "about_title": ("四、检查信息与签字", "4  Particulars and signatures"),
    "sign_self": ("本人", "Owner"),
    "sign_reviewer": ("复核人", "Reviewer"),
    "sign_date": ("　　年　　月　　日", "date"),
    "nothing": ("未发现疑似问题。", "Nothing suspected."),
    "all_read": ("全部文件均已完整检查。", "Every file was looked into completely."),
    "not_certified": (
        "本软件未经国家保密行政管理部门检测。",
        "This software has not been tested by the secrecy administration.",
    ),
    "not_classified": (
        "不得用于涉密信息系统。",
        "It must not be used on classified systems.",
    ),
    "no_appraisal": (
        "检测结果仅为疑似线索，不作为定密或鉴定依据。",
        "Results are suspicions; they are no classification and no appraisal.",
    ),
}
SORTS = (
    ("", ("检查文件", "files inspected")),
    ("block", ("拦截", "block")),
    ("hold", ("转人工", "hold")),
    ("hint", ("提示", "hint")),
    ("unread", ("未能检查", "not looked into")),
)
"""The numbers of the summary, in their order."""
HANDLING = (
    ("序号", "No."),
    ("文件", "File"),
    ("处置措施", "Measure"),
    ("处置人", "By"),
    ("日期", "Date"),
)
"""The columns of the handling record."""
