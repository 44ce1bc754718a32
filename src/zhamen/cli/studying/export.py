"""`zhamen study export`: an issue or its questions for other systems."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN
from zhamen.cli.placing import place
from zhamen.cli.studying._issues import add_issues, issues_of
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.study.exchange._format import load_exchanges


class Export:
    """Writes one file an issue."""

    name = "export"
    help = "导出：GIFT、CSV、XLSX、QTI 3、SCORM 1.2、xAPI / for other systems"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the issues, the format and the folder."""
        add_issues(parser)
        parser.add_argument("--format", required=True, choices=sorted(load_exchanges()),
                            help="格式 / format")  # fmt: skip
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER",
                            help="放到这个文件夹 / folder")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Write them."""
        form = load_exchanges()[options.format]
        try:
            options.output.mkdir(parents=True, exist_ok=True)
            for issue in issues_of(options.issue):
                path = options.output / f"{issue.name}{form.suffix}"
                place(path, form.write(issue))
                terminal.say(str(path))
        except OSError as error:
            raise UsageError(f"{options.output}: {error.strerror}") from error
        return CLEAN


ACTION = Export()
