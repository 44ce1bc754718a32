"""`zhamen study draft`: a closed incident becomes a case that names nobody."""

import tomllib
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from zhamen.cli.exits import CLEAN, STOPPED
from zhamen.cli.recognising import add_register, with_register
from zhamen.cli.terminal import Terminal
from zhamen.errors import StudyError, UsageError
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Message
from zhamen.model.terms import Basis, Decision

_MOST_BYTES = 1 << 20


class Draft:
    """Takes every name, place, unit, number and date out of a story, and proves it."""

    name = "draft"
    help = "把办结的事件写成案例草稿，隐去全部人、地、单位、数字、日期 / an incident as a case"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the incident and the register to ask."""
        parser.add_argument("incident", type=Path, metavar="INCIDENT.toml",
            help="story 和 [[entities]]（kind、text） / the story and its identifiers")  # fmt: skip
        add_register(parser)

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print the draft; 1 if our own gate still finds a mark or a registered document in it."""
        from zhamen.study.generalise import generalised

        story, entities = _read(options.incident)
        draft = generalised(story, entities)
        with Gatehouse.open(with_register(terminal.settings, options)) as house:
            verdict = house.pass_through(Message.of_text(draft))
        found = [each for each in verdict.findings if each.decision.rank >= Decision.HOLD.rank]
        firm = [each for each in found if each.basis is not Basis.TOPIC]
        for each in found:
            terminal.note(f"{'✗' if each in firm else '·'} {each.why}（{each.masked}）")
        if firm or verdict.unread:
            return STOPPED
        terminal.say(draft)
        terminal.note(terminal.pick(
            f"清单上的 {len(entities)} 项都认不出来了；清单以外的人名、地名、单位名没有查。"
            "请人看过，改写成案例，再查一遍。",
            f"None of the {len(entities)} listed can be read; names that are not listed were not "
            "looked for. Have it read and rewritten, and check again.",
        ))  # fmt: skip
        return CLEAN


def _read(path: Path) -> tuple[str, list[Any]]:
    """Return the story and its identifiers. Raises UsageError, StudyError."""
    from zhamen.study.generalise import Entity, Kind

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise StudyError(f"{path}: 超过 1 MB / larger than 1 MB")
        values = tomllib.loads(path.read_text("utf-8"))
        listed = [Entity(Kind(each["kind"]), str(each["text"])) for each in values["entities"]]
        return str(values["story"]), listed
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise StudyError(
            f"{path}: 读不懂 / not understood: {type(error).__name__}",
            advice=f'story = "…" 和 [[entities]] kind = {" | ".join(Kind)}, text = "…"',
        ) from error


ACTION = Draft()
