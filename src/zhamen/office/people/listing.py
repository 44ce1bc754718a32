"""Lists of people from elsewhere: CSV as spreadsheets write it, LDIF as directories export it.

Pure: bytes to rows. A row that cannot be understood keeps its place and says why.
"""

import base64
import binascii
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zhamen.errors import OfficeError
from zhamen.office.people.kinds import Clearance
from zhamen.office.words import say

MOST_ROWS = 20_000
_COLUMNS = {
    "number": ("工号", "人员编号", "number", "employeenumber", "uid", "samaccountname"),
    "name": ("姓名", "name", "cn", "displayname"),
    "unit": ("单位", "部门", "unit", "department", "ou"),
    "team": ("班组", "team"),
    "clearance": ("涉密类别", "涉密等级", "clearance"),
}
_FIELD = {alias: field for field, aliases in _COLUMNS.items() for alias in aliases}
_CLEARANCES = {
    "": Clearance.NONE, "无": Clearance.NONE, "非涉密": Clearance.NONE, "none": Clearance.NONE,
    "核心": Clearance.CORE, "core": Clearance.CORE,
    "重要": Clearance.IMPORTANT, "important": Clearance.IMPORTANT,
    "一般": Clearance.ORDINARY, "ordinary": Clearance.ORDINARY,
}  # fmt: skip
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_PATH = re.compile(r"\s*[/\\>]\s*")
_RDN = re.compile(r"(?i)(?:^|,)\s*ou=((?:[^,\\]|\\.)+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a list."""

    line: int
    number: str
    name: str
    unit: tuple[str, ...]
    """Names of units from the top down, a team last."""
    team: bool
    """Whether the last of them is a team."""
    clearance: str
    wrong: str = ""
    """Why the row cannot be used, in words; empty if it can."""


def read_list(data: bytes) -> list[Row]:
    """Return the rows of a CSV or LDIF file. Raises OfficeError for what is neither."""
    text = _decoded(data)
    entries = _ldif(text) if re.match(r"(?i)\s*(version:|dn:)", text) else _csv(text)
    rows: list[Row] = []
    seen: set[str] = set()
    for line, values in entries:
        row = _row(line, values)
        if not row.wrong and row.number in seen:
            row = _wrong(row, say("工号在名单里重复", "the number stands twice in the list"))
        seen.add(row.number)
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise OfficeError(
                say(f"一次最多 {MOST_ROWS} 人。", f"At most {MOST_ROWS} people at a time.")
            )
    if not rows:
        raise OfficeError(say("名单里没有人。", "Nobody is in the list."))
    return rows


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OfficeError(say("读不懂文件的编码，请存成 UTF-8。", "Save the file as UTF-8, please."))


def _csv(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        delimiter = csv.Sniffer().sniff(text[:4096], ",;\t").delimiter
    except csv.Error:
        delimiter = ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        fields = [_FIELD.get(name.strip().lower(), "") for name in next(reader, [])]
        if not {"number", "name"} <= set(fields):
            raise OfficeError(say(
                "第一行要有“工号”和“姓名”两列；另可有“部门”“班组”“涉密类别”。",
                "The first line must name the columns number and name; "
                "unit, team and clearance may follow.",
            ))  # fmt: skip
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(fields, cells, strict=False))
    except csv.Error as error:
        raise OfficeError(
            say(f"第 {reader.line_num} 行不是 CSV。", f"Line {reader.line_num} is no CSV.")
        ) from error


def _ldif(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the people of an LDIF file: RFC 2849, folded lines and Base64 included."""
    number = 1
    for block in re.split(r"\r?\n[ \t]*\r?\n", text):
        values: dict[str, str] = {}
        for line in re.sub(r"\r?\n ", "", block).splitlines():
            name, value = _attribute(line)
            if name == "dn":
                units = [unit.replace("\\", "") for unit in _RDN.findall(value)]
                values.setdefault("unit", "/".join(reversed(units)))
            elif field := _FIELD.get(name):
                values[field] = value
        if "number" in values or "name" in values:
            yield number, values
        number += block.count("\n") + 2


def _attribute(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    if value.startswith(":"):
        try:
            value = base64.b64decode(value[1:].strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            value = ""
    return name.strip().lower(), value.strip()


def _row(line: int, values: Mapping[str, str]) -> Row:
    cells = {field: values.get(field, "").strip() for field in _COLUMNS}
    path = [name for name in _PATH.split(cells["unit"]) if name]
    if cells["team"]:
        path.append(cells["team"])
    word = cells["clearance"].lower().removesuffix("涉密人员").removesuffix("人员")
    clearance = _CLEARANCES.get(word)
    row = Row(
        line, cells["number"], cells["name"], tuple(path), bool(cells["team"]), clearance or ""
    )
    if not _NUMBER.fullmatch(row.number):
        return _wrong(row, say("工号只能是字母、数字和 . _ -", "the number is not one"))
    if not row.name or len(row.name) > 60:
        return _wrong(row, say("姓名是空的，或太长", "the name is empty or too long"))
    if any(len(name) > 80 for name in path) or len(path) > 12:
        return _wrong(row, say("单位名称太长，或层级太多", "unit names are too long or too many"))
    if clearance is None:
        return _wrong(row, say("涉密类别应为核心、重要、一般或无", "no such clearance"))
    return row


def _wrong(row: Row, why: str) -> Row:
    return Row(row.line, row.number, row.name, row.unit, row.team, row.clearance, why)
