"""`zhamen study ACTION`: five-minute issues, made, checked and carried elsewhere."""

from zhamen.cli import studying
from zhamen.cli.verb import VerbOfActions

VERB = VerbOfActions(
    "study", "班组五分钟：排印、检查、导入导出 / five-minute study issues", studying
)
