"""公开标志: evidence that a text is public; it lowers other findings and raises none."""

from zhamen.inspection.detecting import Example
from zhamen.inspection.phrasing import PhraseDetector


class PublicRelease(PhraseDetector):
    """Matches the phrase list `public_release`."""

    name = "public_release"
    title = "公开发布标志"
    title_en = "mark of public release"
    clauses = ()
    lists = ("public_release",)
    found = (Example("（此件公开发布）", "成文日期下的附注 / a note under the date"),)
    left = (Example("（此件不公开）", "相反的附注 / its opposite"),)


DETECTOR = PublicRelease()
