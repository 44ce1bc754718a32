"""`zhamen demo`: the three cases of the handout as small stories, each stopped at its first step.

All persons and organisations are invented, all marks are labelled samples. Photographs are
shown as the text that a reader of pictures will see in them.
"""

import tomllib
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, replace
from importlib.resources import files
from time import sleep
from typing import Any

from zhamen.cli.exits import CLEAN
from zhamen.cli.showing import show
from zhamen.cli.terminal import Terminal, columns, wrapped
from zhamen.errors import ZhamenError
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision, Medium

_PAUSE = 0.45
"""Seconds between steps: about eight in all."""
_BUBBLE = 52
"""Columns of text in a bubble at the most."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does, says or is about to send."""

    who: str
    who_en: str
    text: str
    sends: bool = False
    medium: Medium = Medium.TYPED
    stopped: bool = False
    """Must be held or blocked; what is sent otherwise must be free to go."""


class Demo:
    """Tells the three cases and lets the real gatehouse refuse."""

    name = "demo"
    help = "三个案例，当场拦下 / the three cases, stopped as they happen"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the pace."""
        parser.add_argument("--fast", action="store_true", help="不停顿 / without pauses")

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Tell all stories. Raises ZhamenError if the gate did not do as the story says."""
        pause = 0.0 if options.fast or not terminal.screen else _PAUSE
        stories = tomllib.loads((files("zhamen.cli") / "stories.toml").read_text("utf-8"))
        terminal.paragraph(terminal.pick(
            "以下人物、单位和文件均为虚构，密级标志均为示例。照片识别随下一阶段提供，这里先给出图中文字。",
            "Persons, organisations and documents are invented, all marks are samples. Photographs "
            "come with a later stage; here the text in them stands for them.",
        ))  # fmt: skip
        settings = replace(terminal.settings, language=terminal.language)
        with Gatehouse.open(settings) as house:
            for number, story in enumerate(stories["story"], 1):
                _Telling(house, terminal, pause).tell(story, number)
        terminal.say()
        terminal.say(f"  {terminal.paint(' 100 − 1 = 0 ', 'block')}")
        terminal.say(terminal.pick(
            "  业务做得再好，泄密一次归零。三次都停在了第一步，也都给出了合规的办法。",
            "  However good the work, one leak makes it nought. All three ended at the first step,"
            "\n  each with a lawful way.",
        ))  # fmt: skip
        return CLEAN


class _Telling:
    """One story under way."""

    def __init__(self, house: Gatehouse, terminal: Terminal, pause: float) -> None:
        self._house = house
        self._terminal = terminal
        self._pause = pause
        self._said: list[str] = []

    def tell(self, story: dict[str, Any], number: int) -> None:
        """Tell it step by step; whoever speaks first stands on the right, as on a phone."""
        terminal = self._terminal
        case = terminal.pick(f"案例 {number}", f"Case {number}")
        title = terminal.pick(story["title"], story["title_en"])
        rule = "━" * max(4, terminal.width - columns(case + title) - 7)
        terminal.say()
        terminal.say(f"━━ {terminal.paint(case, 'bold')}  {terminal.paint(title, 'bold')} {rule}")
        terminal.paragraph(terminal.pick(story["scene"], story["scene_en"]))
        steps = [Step(**{**row, "medium": Medium(row.get("medium", "typed"))})
                 for row in story["step"]]  # fmt: skip
        for step in steps:
            sleep(self._pause)
            self._bubble(step, right=step.who == steps[0].who)
            if step.sends:
                sleep(self._pause)
                self._send(step)
            self._said.append(step.text)

    def _bubble(self, step: Step, *, right: bool) -> None:
        """Print what somebody is about to send as a bubble."""
        terminal = self._terminal
        lines = [line for each in step.text.split("\n") for line in wrapped(each, _BUBBLE)]
        if step.medium is Medium.OCR:
            lines.insert(0, terminal.pick("▣ 照片，图中文字：", "▣ a photograph, its text:"))
        inner = max(map(columns, lines))
        who = terminal.pick(step.who, step.who_en)
        edge = max(2, terminal.width - inner - 4) if right else 2
        name_edge = max(2, terminal.width - columns(who)) if right else 2
        terminal.say()
        terminal.say(" " * name_edge + terminal.paint(who, "dim"))
        terminal.say(f"{' ' * edge}╭{'─' * (inner + 2)}╮")
        for line in lines:
            terminal.say(f"{' ' * edge}│ {line}{' ' * (inner - columns(line))} │")
        terminal.say(f"{' ' * edge}╰{'─' * (inner + 2)}╯")

    def _send(self, step: Step) -> None:
        terminal = self._terminal
        photo = step.medium is Medium.OCR
        name = terminal.pick("照片", "photo") if photo else "text"
        part = Part(name, text=step.text, medium=step.medium)
        verdict = self._house.pass_through(Message("demo", (part,), context=tuple(self._said)))
        if step.stopped != (verdict.decision.rank >= Decision.HOLD.rank):
            raise ZhamenError(f"demo: {step.who}: {verdict.decision}", advice="zhamen doctor")
        show(verdict, terminal)


VERB = Demo()
