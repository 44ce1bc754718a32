"""`zhamen study check`: does an issue fit on its sheet, and does it pass the inspection?"""

from argparse import ArgumentParser, Namespace

from zhamen.cli.exits import CLEAN, STOPPED
from zhamen.cli.recognising import add_register, with_register
from zhamen.cli.studying._issues import add_issues, issues_of
from zhamen.cli.terminal import Terminal
from zhamen.gatehouse.house import Gatehouse


class Check:
    """Names every part that is too long, and every one that our own gate would stop."""

    name = "check"
    help = "检查能不能排进一页、过不过得了闸门 / does it fit, and does it pass the gate?"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the issues and the register to ask."""
        add_issues(parser)
        add_register(parser)

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Return 1 if one must not go out as it is."""
        from zhamen.study.checking import complaints
        from zhamen.study.sheet import Sheet

        status = CLEAN
        settings = with_register(terminal.settings, options)
        with Gatehouse.open(settings) as house:
            for issue in issues_of(options.issue):
                found = complaints(issue, Sheet(issue).rooms(), house.pass_through)
                firm = [each for each in found if each.firm]
                terminal.say(f"{issue.name}  {_verdict(len(firm), len(found), terminal)}")
                for each in found:
                    mark = "✗" if each.firm else "·"
                    terminal.say(f"  {mark} {terminal.pick(each.chinese, each.english)}")
                status = STOPPED if firm else status
        return status


def _verdict(firm: int, found: int, terminal: Terminal) -> str:
    if firm:
        return terminal.pick(f"不能出版：{firm} 处要改", f"must not go out: {firm} to mend")
    if found:
        return terminal.pick(
            f"可以出版，{found} 处请第二人看过", f"may go out when a second person saw {found}"
        )
    return terminal.pick("可以出版", "may go out")


ACTION = Check()
