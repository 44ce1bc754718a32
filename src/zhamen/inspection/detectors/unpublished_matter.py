"""酝酿中的事项: personnel, organisation and money before they are public."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector


class UnpublishedMatter(PhraseDetector):
    """Matches the phrase list `unpublished_matter`."""

    name = "unpublished_matter"
    title = "酝酿中的事项"
    title_en = "brewing matter"
    clauses = (5,)
    lists = ("unpublished_matter",)
    found = (
        Example("干部调整还没上会，先别说出去", "人事 / personnel"),
        Example("重组方案还在酝酿，不要往外说", "机构 / organisation"),
    )
    left = (
        Example("集体合同草案经职代会审议通过并公示", "正式公示 / formal and public"),
        Example("祝贺张三任命为车间主任", "早已公布 / published long ago"),
    )


DETECTOR = UnpublishedMatter()
