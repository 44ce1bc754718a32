"""依申请公开: a paper that is released on request only."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector


class OnRequest(PhraseDetector):
    """Matches the phrase list `on_request`."""

    name = "on_request"
    title = "依申请公开"
    title_en = "releasable on request"
    clauses = (6,)
    lists = ("on_request",)
    found = (Example("公开方式：依申请公开", "表格栏目 / the field of a form"),)
    left = (Example("依申请公开办事指南", "办事指南 / a service guide"),)


DETECTOR = OnRequest()
