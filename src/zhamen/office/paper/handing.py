"""A sheet made and handed out, in the form that somebody asked for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from zhamen.journal.checkpoint import opened
from zhamen.office.journal.keeping import signing_key
from zhamen.office.journal.reading import head
from zhamen.office.paper.pdf import set_as_pdf
from zhamen.office.paper.sheet import Sheet
from zhamen.office.paper.workbook import set_as_workbook
from zhamen.office.words import say

FORMS: dict[str, tuple[Callable[[Sheet], bytes], str]] = {
    "pdf": (set_as_pdf, "application/pdf"),
    "xlsx": (
        set_as_workbook,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def made(name: str, title: str, period: str, heads: list[str], rows: list[list[str]]) -> Sheet:
    """Return a sheet of this office, as of now."""
    signatures = (
        say("保密员签字", "Secrecy officer"), say("检查人签字", "Inspector"), say("日期", "Date"),
    )  # fmt: skip
    return Sheet(
        name, title, period, tuple(heads), rows, signatures, unit=settings.ZHAMEN.name,
        anchor=_anchor(), printed=timezone.localtime(),
    )  # fmt: skip


def _anchor() -> str:
    last = head()
    if last is None:
        return ""
    return say("日志检查点 ", "Checkpoint ") + opened(last.note, signing_key().public).short


def handed_out(sheet: Sheet, form: str) -> HttpResponse:
    """Return the sheet as a file. Raises OfficeError where it cannot be set here."""
    made, kind = FORMS[form]
    response = HttpResponse(made(sheet), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.{form}"'
    return response
