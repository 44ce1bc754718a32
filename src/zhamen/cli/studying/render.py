"""`zhamen study render`: an issue on paper, as a poster, for the phone, and to be edited."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.placing import place
from zhamen.cli.studying._issues import add_issues, issues_of
from zhamen.cli.terminal import Terminal
from zhamen.errors import StudyError, UsageError
from zhamen.study.issue import Issue

_FORMATS = ("pdf", "png", "html", "docx")


class Render:
    """Writes every issue in every form that is asked for."""

    name = "render"
    help = "排印：A4 的 PDF、海报 PNG、手机页、可编辑的 DOCX / as PDF, PNG, phone page, DOCX"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the issues, the forms, the folder and the imprint."""
        add_issues(parser)
        add = parser.add_argument
        add("--format", action="append", choices=_FORMATS, metavar="F",
            help="pdf、png、html、docx，可多次；不写为全部 / default: all")  # fmt: skip
        add("-o", "--output", type=Path, required=True, metavar="FOLDER",
            help="放到这个文件夹 / folder for what is made")  # fmt: skip
        add("--address", default="", metavar="URL",
            help="手机页的网址，印成二维码 / address of the phone page, for the code")  # fmt: skip
        add("--checkpoint", default="", metavar="TEXT",
            help="页脚的日志锚点 / the journal's checkpoint, for the foot")  # fmt: skip
        add("--dots", type=int, default=150, metavar="N",
            help="PNG 每英寸点数（默认 150） / dots per inch (default: 150)")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Refuse what does not fit; write the rest."""
        if not 30 <= options.dots <= 600:
            raise UsageError(f"--dots: got {options.dots}, expected 30 to 600")
        try:
            options.output.mkdir(parents=True, exist_ok=True)
            for issue in issues_of(options.issue):
                for form, make in _makers(issue, options, terminal).items():
                    path = options.output / f"{issue.name}.{form}"
                    place(path, make())
                    terminal.say(str(path))
        except OSError as error:
            raise UsageError(f"{options.output}: {error.strerror}") from error
        return CLEAN


def _makers(
    issue: Issue, options: Namespace, terminal: Terminal
) -> dict[str, Callable[[], bytes]]:  # fmt: skip
    """Return what makes each form that is asked for."""
    from zhamen.study.checking import overflows
    from zhamen.study.phone import page
    from zhamen.study.sheet import Imprint, Sheet
    from zhamen.study.word import docx

    wanted = options.format or _FORMATS
    makers: dict[str, Callable[[], bytes]] = {
        "html": lambda: page(issue).encode(), "docx": lambda: docx(issue)
    }  # fmt: skip
    if {"pdf", "png"} & set(wanted):
        sheet = Sheet(issue, Imprint(options.address, options.checkpoint))
        if too_long := list(overflows(sheet.rooms())):
            words = [terminal.pick(each.chinese, each.english) for each in too_long]
            raise StudyError(f"{issue.name}: {'；'.join(words)}")
        makers |= {"pdf": sheet.pdf, "png": lambda: sheet.png(options.dots)}
    return {form: makers[form] for form in _FORMATS if form in wanted}


ACTION = Render()
