"""`zhamen demo`: the three cases of the handout as small stories, each stopped at its first step.

All persons and organisations are invented, all marks are labelled samples. The photographs are
files, and they go through the gate as anybody's would: where no reader of pictures is installed
they are unread, and held for that.
"""

import tomllib
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from zhamen.cli.exits import CLEAN
from zhamen.cli.preview import preview, size_of
from zhamen.cli.showing import show
from zhamen.cli.terminal import Terminal, columns, wrapped
from zhamen.errors import ZhamenError
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision

_PAUSE = 0.45
"""Seconds between steps: about eight in all."""
_BUBBLE = 52
"""Columns of text in a bubble at the most."""
_PREVIEW = 36
"""Columns of a photograph on a screen with colours."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does, says or is about to send."""

    who: str
    who_en: str
    text: str = ""
    photo: str = ""
    """A picture that goes with it."""
    sends: bool = False
    stopped: bool = False
    """Must be held or blocked; what is sent otherwise must be free to go."""

    @property
    def picture(self) -> Path:
        """Return where the picture lies."""
        return Path(str(files("zhamen.cli") / "pictures" / self.photo))

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what is sent."""
        parts = [Part("text", text=self.text)] if self.text else []
        if self.photo:
            parts.append(Part(self.photo, path=self.picture))
        return tuple(parts)


class Demo:
    """Tells the three cases and lets the real gatehouse refuse."""

    name = "demo"
    help = "三个案例，当场拦下 / the three cases, stopped as they happen"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the pace."""
        parser.add_argument("--fast", action="store_true", help="不停顿 / without pauses")
        parser.add_argument(
            "--matrix", action="store_true",
            help="在一台真的 Matrix 服务器上演一遍 / on a real homeserver (make matrix)",
        )  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Tell all stories. Raises ZhamenError if the gate did not do as the story says."""
        pause = 0.0 if options.fast or not terminal.screen else _PAUSE
        stories = tomllib.loads((files("zhamen.cli") / "stories.toml").read_text("utf-8"))
        terminal.paragraph(terminal.pick(
            "以下人物、单位和文件均为虚构，密级标志均为示例。照片是真的图片文件，逐张过闸。",
            "Persons, organisations and documents are invented, all marks are samples. The "
            "photographs are real files, and each goes through the gate.",
        ))  # fmt: skip
        if options.matrix:
            return _on_matrix(stories, terminal)
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


def _on_matrix(stories: dict[str, Any], terminal: Terminal) -> int:
    """Send what must be stopped through a real homeserver."""
    from zhamen.cli.matrixdemo import play

    steps = [Step(**row) for story in stories["story"] for row in story["step"]]
    return play(
        [
            (terminal.pick(each.who, each.who_en), each.text, each.picture if each.photo else None)
            for each in steps if each.sends and each.stopped
        ],
        terminal,
    )  # fmt: skip


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
        steps = [Step(**row) for row in story["step"]]
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
        lines = [line for each in step.text.splitlines() for line in wrapped(each, _BUBBLE)]
        inner = max([*map(columns, lines), *map(columns, self._caption(step)), self._preview(step)])
        shown = [f"{line}{' ' * (inner - columns(line))}" for line in lines]
        if step.photo:
            shown = [*self._photo(step, inner), *shown]
        who = terminal.pick(step.who, step.who_en)
        edge = max(2, terminal.width - inner - 4) if right else 2
        name_edge = max(2, terminal.width - columns(who)) if right else 2
        terminal.say()
        terminal.say(" " * name_edge + terminal.paint(who, "dim"))
        terminal.say(f"{' ' * edge}╭{'─' * (inner + 2)}╮")
        for line in shown:
            terminal.say(f"{' ' * edge}│ {line} │")
        terminal.say(f"{' ' * edge}╰{'─' * (inner + 2)}╯")

    def _caption(self, step: Step) -> list[str]:
        """Return what a photograph is, and where it lies."""
        if not step.photo:
            return []
        width, height = size_of(step.picture)
        weight = f"{step.picture.stat().st_size / 1000:.0f} KB"
        what = self._terminal.pick("照片", "photo")
        return [f"▣ {what} {step.photo}　{width}×{height}　{weight}"]

    def _preview(self, step: Step) -> int:
        """Return how wide a step's photograph is drawn, 0 where it is not."""
        return _PREVIEW if step.photo and self._terminal.colourful else 0

    def _photo(self, step: Step, inner: int) -> list[str]:
        """Return a photograph as lines: small and in colour where the screen can, and its size."""
        width = self._preview(step)
        drawn = preview(step.picture, width) if width else []
        edge = inner - width
        drawn = [" " * (edge // 2) + line + " " * (edge - edge // 2) for line in drawn]
        return [*drawn, *(f"{line}{' ' * (inner - columns(line))}" for line in self._caption(step))]

    def _send(self, step: Step) -> None:
        terminal = self._terminal
        began = monotonic()
        verdict = self._house.pass_through(Message("demo", step.parts, context=tuple(self._said)))
        seconds = monotonic() - began
        if step.stopped != (verdict.decision.rank >= Decision.HOLD.rank):
            raise ZhamenError(f"demo: {step.who}: {verdict.decision}", advice="zhamen doctor")
        if step.photo:
            told = terminal.pick(f"过闸用了 {seconds:.1f} 秒", f"the gate took {seconds:.1f} s")
            terminal.say(terminal.paint(f"  {_place(step.picture)}　{told}", "dim"))
        show(verdict, terminal)


def _place(path: Path) -> str:
    """Return a path as a person may open it, short where it lies below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


VERB = Demo()
