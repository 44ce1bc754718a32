"""Phrase lists: the words behind must-nots 4 to 7, as data that a unit extends.

A list is named after the detector that uses it (`phrases/draft_mark.toml` → `draft_mark`).
It holds rules; a rule fires on one of its words, under the conditions it states:

- `any`      the words that fire it (at least one);
- `with`     one of these must stand within `window` characters of the word;
- `without`  none of these may stand within `window` characters of the word, or overlap it;
- `never`    none of these may stand anywhere in the passage;
- `alone`    the word fills its line, but for `slack` characters (marks, plates, labels);
- `media`    only in text of these media (`typed file ocr speech name`); `elsewhere` gives the
             decision in other media, without it the rule is silent there.

- `context`  the company (`with`) may also stand in the last messages of the conversation.

`{a|b}` in a word stands for a or b, so that `{还没|尚未}公布` is two words. Words are otherwise
written plainly: width, case, traditional forms and spaces are folded away by the
engine. Only `basis = "mark"` may block; a topic stops at hold whatever the file says.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

from zhamen.errors import PolicyError
from zhamen.model.terms import Basis, Decision, Kind, Level, Medium
from zhamen.policy.toml import only


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a phrase list; see the module's text for the meaning of the fields."""

    name: str
    clause: int | None
    decision: Decision
    why: str
    words: tuple[str, ...]
    basis: Basis = Basis.TOPIC
    kind: Kind | None = None
    level: Level = Level.NONE
    beside: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    window: int = 24
    alone: bool = False
    slack: int = 0
    media: tuple[Medium, ...] = ()
    elsewhere: Decision | None = None
    context: bool = False
    disguised: bool = False
    """Also looked for by sound and by shape: those of its words that are long enough for it."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """A named list of rules."""

    name: str
    rules: tuple[Rule, ...]


_NEEDED = ("name", "any")
_TYPES: Mapping[type, tuple[str, ...]] = {
    str: ("name", "why", "decision", "basis", "kind", "level", "elsewhere"),
    list: ("any", "with", "without", "never", "media"),
    int: ("clause", "window", "slack"),
    bool: ("alone", "context", "disguised"),
}
_OPTIONAL = tuple(key for keys in _TYPES.values() for key in keys if key not in _NEEDED)
_CLAUSES = range(1, 8)
_IN_TOML: Mapping[type, str] = {
    **{str: "a string", list: "a list", int: "a whole number", bool: "true or false"},
    dict: "a table",
}


def read_phrases(extra: Iterable[Path] = ()) -> Mapping[str, Phrases]:
    """Return the shipped lists by name, with the rules of the `extra` files laid over them."""
    lists = {}
    for file in sorted((files("zhamen.policy") / "phrases").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            name = file.name.removesuffix(".toml")
            lists[name] = _read_list(name, _table(file.read_text("utf-8"), file.name), file.name)
    for path in extra:
        for name, table in _unit_tables(path):
            lists[name] = _merge(lists[name], _read_list(name, table, str(path), lists[name]))
    unknown = [name for name in lists if not lists[name].rules]
    if unknown:
        raise PolicyError(f"phrase lists without a rule: {unknown}")
    return lists


def _table(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{where}: {error}", advice="see docs/guide/phrases.md") from error


def _unit_tables(path: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield (list name, table) of a unit's file: `[[draft_mark.rule]]` adds to `draft_mark`."""
    try:
        table = _table(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: {error}", advice="give a readable UTF-8 TOML file") from error
    known = {file.name.removesuffix(".toml") for file in _shipped_files()}
    for name, rows in table.items():
        if name not in known:
            raise PolicyError(f"{path}: no phrase list {name!r}", advice=f"one of {sorted(known)}")
        yield name, rows


def _shipped_files() -> list[Any]:
    return [f for f in (files("zhamen.policy") / "phrases").iterdir() if f.name.endswith(".toml")]


def _read_list(
    name: str, table: Mapping[str, Any], where: str, known: Phrases | None = None
) -> Phrases:
    rows = only(_typed(table, dict, where), where, "rule")["rule"]
    _typed(rows, list, f"{where}: {name}.rule")
    old = {rule.name: rule for rule in known.rules} if known else {}
    return Phrases(name, tuple(_read_rule(row, where, old.get(row.get("name"))) for row in rows))


def _read_rule(row: Mapping[str, Any], where: str, known: Rule | None) -> Rule:
    """Return the rule of a row; a unit's row for a known rule need only bring its words."""
    only(_typed(row, dict, where), where, *_NEEDED, optional=_OPTIONAL)
    where = f"{where}: rule {row['name']!r}"
    for kind, keys in _TYPES.items():
        for key in keys:
            if key in row:
                _typed(row[key], kind, f"{where}: {key}")
    if row.get("clause", 1) not in _CLAUSES:
        raise PolicyError(f"{where}: clause: got {row['clause']}, expected 1 to 7")
    if known is None and not {"decision", "why"} <= set(row):
        raise PolicyError(f"{where}: a new rule needs `decision` and `why`")
    try:
        rule = _rule_of(row)
    except ValueError as error:
        raise PolicyError(f"{where}: {error}") from error
    if not rule.words or not all(word.strip() for word in (*rule.words, *rule.beside)):
        raise PolicyError(f"{where}: an empty word would match everything")
    return rule


def _typed(value: Any, kind: type, where: str) -> Any:
    """Return a value of TOML if it is of this type; a list must be one of strings or tables."""
    entries = value if isinstance(value, list) else []
    if type(value) is not kind or not all(isinstance(each, str | dict) for each in entries):
        # A string in place of a list would be taken for a list of characters.
        raise PolicyError(
            f"{where}: got {value!r}, expected {_IN_TOML[kind]}", advice="see docs/guide/phrases.md"
        )
    return value


def spelled_out(pattern: str) -> list[str]:
    """Return the words that `{a|b}` groups in a pattern stand for."""
    pieces = re.split(r"\{([^{}]*)\}", pattern)
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    return ["".join(word) for word in product(*choices)]


def _rule_of(row: Mapping[str, Any]) -> Rule:
    def listed(key: str) -> tuple[str, ...]:
        return tuple(word for pattern in row.get(key, ()) for word in spelled_out(pattern))

    return Rule(
        name=row["name"],
        clause=row.get("clause"),
        decision=Decision(row.get("decision", "hold")),
        why=row.get("why", ""),
        words=listed("any"),
        basis=Basis(row.get("basis", "topic")),
        kind=Kind(row["kind"]) if "kind" in row else None,
        level=Level(row.get("level", "")),
        beside=listed("with"),
        without=listed("without"),
        never=listed("never"),
        window=row.get("window", 24),
        alone=row.get("alone", False),
        slack=row.get("slack", 0),
        media=tuple(Medium(medium) for medium in listed("media")),
        elsewhere=Decision(row["elsewhere"]) if "elsewhere" in row else None,
        context=row.get("context", False),
        disguised=row.get("disguised", False),
    )


def _merge(known: Phrases, added: Phrases) -> Phrases:
    """Return `known` with the words of `added` joined to rules of the same name."""
    rules = {rule.name: rule for rule in known.rules}
    for rule in added.rules:
        old = rules.get(rule.name)
        rules[rule.name] = _joined(old, rule) if old else rule
    return Phrases(known.name, tuple(rules.values()))


def _joined(old: Rule, new: Rule) -> Rule:
    return replace(
        old,
        words=tuple(dict.fromkeys((*old.words, *new.words))),
        beside=tuple(dict.fromkeys((*old.beside, *new.beside))) if old.beside else (),
        without=tuple(dict.fromkeys((*old.without, *new.without))),
        never=tuple(dict.fromkeys((*old.never, *new.never))),
    )
