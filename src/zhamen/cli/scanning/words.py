"""What the report says, in both languages."""

WORDS = {
    "heading": ("保密自查报告", "Secrecy self-inspection"),
    "subtitle": (
        "对拟外发文件的自查。由本人运行，结果只保存在本机。",
        "Files that may leave, checked by their owner. The result stays on this machine.",
    ),
    "summary_title": ("一、汇总", "1  Summary"),
    "unread_title": ("二、未能检查", "2  Not looked into"),
    "details_title": ("三、明细", "3  Details"),
    "handling_title": ("四、处置记录", "4  Handling"),
    "clause_title": ("疑似触犯的规定与合规的办法", "Suspected must-not, and the lawful way"),
    "reason_title": ("原因及文件", "Reason and files"),
    "count_title": ("文件数", "Files"),
    "times_title": ("项数", "Parts"),
    "details_note": (
        "片段已打码，只留首字和形状；“第几字起”是在原文中的位置。",
        "Evidence is masked; offsets are in the original text.",
    ),
    "handling_note": (
        "逐项写明处置措施：删除、移交保密员、改用内部平台、经核实不涉密等。",
        "Write down for each: deleted, handed over, moved to the internal platform, cleared …",
    ),
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
