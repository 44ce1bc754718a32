"""密级说明: a sentence that says the paper at hand is classified."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector


class LevelStatement(PhraseDetector):
    """Matches the phrase list `level_statement`."""

    name = "level_statement"
    title = "密级说明"
    title_en = "statement of a level"
    clauses = (1,)
    lists = ("level_statement",)
    found = (Example("此件为秘密级文件，请按规定传阅", "密级说明 / a statement"),)
    left = (
        Example("传递机密级载体须走机要通信", "规定、要求 / a rule"),
        Example("保密办通知：机密级以上涉密人员下午两点参加培训", "会议、培训通知 / a notice"),
    )


DETECTOR = LevelStatement()
