"""`zhamen demo`: the three cases of the handout as small stories, each stopped at its first step.

All persons and organisations are invented, all marks are labelled samples. Photographs are
shown as the text that a reader of pictures will see in them.
"""

import tomllib
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from importlib.resources import files
from time import sleep
from typing import Any

from zhamen.cli.exits import CLEAN
from zhamen.cli.showing import show
from zhamen.cli.terminal import Terminal
from zhamen.errors import ZhamenError
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision, Medium



@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does, says or is about to send."""

    who: str
    who_en: str
    text: str
    sends: bool = False
    medium: Medium = Medium.TYPED
    stopped: bool = False


class Demo:
    """Tells the three cases and lets the real gatehouse refuse."""

    name = "demo"
    help = "三个案例，当场拦下 / the three cases, stopped as they happen"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the pace."""
        parser.add_argument("--fast", action="store_true", help="不停顿 / without pauses")

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Tell all stories. Raises ZhamenError if one was not stopped."""
        pause = 0.0 if options.fast or not terminal.out.isatty() else 0.6
        stories = tomllib.loads((files("zhamen.cli") / "stories.toml").read_text("utf-8"))
        with Gatehouse.open(terminal.settings) as house:
            for number, story in enumerate(stories["story"], 1):
                _tell(story, number, house, terminal, pause)
        terminal.say(terminal.paint("100 − 1 = 0", "bold") + terminal.pick(
            "：业务做得再好，泄密一次归零。照片识别将随下一阶段提供，这里以图中文字代替。",
            ": however good the work, one leak makes it nought. Photographs come with a later "
            "stage; here their text stands for them.",
        ))  # fmt: skip
        return CLEAN


def _tell(
    story: dict[str, Any], number: int, house: Gatehouse, terminal: Terminal, pause: float
) -> None:
    heading = terminal.pick(f"案例{number}　{story['title']}", f"Case {number}: {story['title_en']}")
    terminal.say()
    terminal.say(terminal.paint(f"━━ {heading} ", "bold") + "━" * 12)
    terminal.say(terminal.pick(story["scene"], story["scene_en"]))
    context: list[str] = []
    for row in story["step"]:
        step = Step(**{**row, "medium": Medium(row.get("medium", "typed"))})
        sleep(pause)
        _bubble(step, terminal)
        if step.sends:
            _send(step, context, house, terminal)
        context.append(step.text)


def _bubble(step: Step, terminal: Terminal) -> None:
    """Print what somebody writes as a bubble."""
    who = terminal.pick(step.who, step.who_en)
    kind = terminal.pick("〔照片，图中文字〕", "[photo, its text] ") if step.medium is Medium.OCR else ""
    lines = (kind + step.text).split("\n")
    terminal.say(terminal.paint(f"  {who}", "dim"))
    for line in lines:
        terminal.say(f"  │ {line}")


def _send(step: Step, context: list[str], house: Gatehouse, terminal: Terminal) -> None:
    part = Part(terminal.pick("照片", "photo") if step.medium is Medium.OCR else "text",
                text=step.text, medium=step.medium)  # fmt: skip
    verdict = house.pass_through(Message("demo", (part,), context=tuple(context)))
    if step.stopped and verdict.decision.rank < Decision.HOLD.rank:
        raise ZhamenError(f"demo: expected a refusal, got {verdict.decision}")
    show(verdict, terminal)


VERB = Demo()
