"""QTI 3.0: each question an item, all of them a test, in a package for assessment systems."""

from xml.sax.saxutils import escape, quoteattr

from zhamen.study.exchange._format import packed, refuse_reading
from zhamen.study.issue import Issue, Question

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NS = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_RIGHT = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"


class Qti:
    """A content package of QTI 3.0."""

    name = "qti"
    suffix = ".qti.zip"
    title = "QTI 3.0 题包 / package"
    reads = False

    def write(self, issue: Issue) -> bytes:
        """Return the package: a manifest, a test, an item for each question."""
        items = {f"items/{_id(issue, n)}.xml": _item(_id(issue, n), question)
                 for n, question in enumerate(issue.questions, 1)}  # fmt: skip
        return packed({
            "imsmanifest.xml": _manifest(issue, list(items)), "test.xml": _test(issue, items),
            **items,
        })  # fmt: skip

    def read(self, data: bytes, clause: int) -> list[Question]:
        """Refuse."""
        return refuse_reading(self.name)


def _id(issue: Issue, number: int) -> str:
    return f"q-{issue.year}-{issue.total}-{number}"


def _item(name: str, question: Question) -> str:
    choices = "".join(
        f'<qti-simple-choice identifier="{"ABCDE"[place]}">{escape(option)}</qti-simple-choice>'
        for place, option in enumerate(question.options)
    )
    right = "ABCDE"[question.answer - 1]
    return (
        f'{_HEAD}<qti-assessment-item xmlns="{_NS}" identifier="{name}" title="{name}" '
        'adaptive="false" time-dependent="false" xml:lang="zh-CN">'
        '<qti-response-declaration identifier="RESPONSE" cardinality="single" '
        f'base-type="identifier"><qti-correct-response><qti-value>{right}</qti-value>'
        "</qti-correct-response></qti-response-declaration>"
        '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float">'
        "<qti-default-value><qti-value>0</qti-value></qti-default-value>"
        "</qti-outcome-declaration>"
        '<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" '
        'base-type="identifier"><qti-default-value><qti-value>WHY</qti-value>'
        "</qti-default-value></qti-outcome-declaration>"
        '<qti-item-body><qti-choice-interaction response-identifier="RESPONSE" shuffle="false" '
        f'max-choices="1"><qti-prompt>{escape(question.text)}</qti-prompt>{choices}'
        "</qti-choice-interaction></qti-item-body>"
        f'<qti-response-processing template="{_RIGHT}"/>'
        '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="WHY" show-hide="show">'
        f"<qti-content-body><p>{escape(question.explanation)}</p></qti-content-body>"
        "</qti-modal-feedback></qti-assessment-item>\n"
    )


def _test(issue: Issue, items: dict[str, str]) -> str:
    references = "".join(
        f'<qti-assessment-item-ref identifier="{_id(issue, number)}" href="{path}"/>'
        for number, path in enumerate(items, 1)
    )
    return (
        f'{_HEAD}<qti-assessment-test xmlns="{_NS}" identifier="t-{issue.year}-{issue.total}" '
        f'title={quoteattr(issue.title)}><qti-test-part identifier="p" '
        'navigation-mode="linear" submission-mode="individual">'
        f'<qti-assessment-section identifier="s" title={quoteattr(issue.title)} visible="true">'
        f"{references}</qti-assessment-section></qti-test-part></qti-assessment-test>\n"
    )


def _manifest(issue: Issue, items: list[str]) -> str:
    resources = "".join(
        f'<resource identifier="r{number}" type="imsqti_item_xmlv3p0" href="{path}">'
        f'<file href="{path}"/></resource>'
        for number, path in enumerate(items, 1)
    )
    needs = "".join(f'<dependency identifierref="r{n}"/>' for n in range(1, len(items) + 1))
    return (
        f'{_HEAD}<manifest xmlns="{_CP}" identifier="m-{issue.year}-{issue.total}"><metadata>'
        "<schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>"
        '<organizations/><resources><resource identifier="r0" type="imsqti_test_xmlv3p0" '
        f'href="test.xml"><file href="test.xml"/>{needs}</resource>{resources}'
        "</resources></manifest>\n"
    )


EXCHANGE = Qti()
