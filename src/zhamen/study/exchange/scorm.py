"""SCORM 1.2: the phone page in a package that a learning system plays, scores and finishes."""

from importlib.resources import files
from xml.sax.saxutils import escape

from zhamen.study.exchange._format import packed, refuse_reading
from zhamen.study.issue import Issue, Question
from zhamen.study.phone import page

PASSES = 80
"""Score of a hundred from which an issue is passed."""


class Scorm:
    """A package of SCORM 1.2, which every learning system takes."""

    name = "scorm"
    suffix = ".scorm.zip"
    title = "SCORM 1.2 课件包 / package"
    reads = False

    def write(self, issue: Issue) -> bytes:
        """Return the package: a manifest and one page."""
        script = (files("zhamen.study") / "scorm.js").read_text("utf-8")
        shown = page(issue, script.replace("PASSES", str(PASSES)))
        return packed({"imsmanifest.xml": _manifest(issue), "index.html": shown})

    def read(self, data: bytes, clause: int) -> list[Question]:
        """Refuse."""
        return refuse_reading(self.name)


def _manifest(issue: Issue) -> str:
    title = escape(issue.title)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest identifier="zhamen-{issue.year}-{issue.total}" version="1.2" '
        'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
        'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata>'
        "<schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>"
        f'<organizations default="o"><organization identifier="o"><title>{title}</title>'
        f'<item identifier="i" identifierref="r"><title>{title}</title>'
        f"<adlcp:masteryscore>{PASSES}</adlcp:masteryscore></item></organization></organizations>"
        '<resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" '
        'href="index.html"><file href="index.html"/></resource></resources></manifest>\n'
    )


EXCHANGE = Scorm()
