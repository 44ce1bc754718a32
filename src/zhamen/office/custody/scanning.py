"""From what a scanner types or a camera sees to a copy of the ledger."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from threading import Lock

from django.conf import settings

from zhamen.errors import OfficeError, ZhamenError
from zhamen.model.message import Message, Part
from zhamen.model.trace import Trace, TraceKind
from zhamen.office.custody.models import Copy, Document
from zhamen.office.words import say
from zhamen.reading.pictures.copycode import LABEL, Code, Mac, code_of, tag_of
from zhamen.reading.reader import Reader
from zhamen.register.register import Register, open_register
from zhamen.settings import RegisterSettings

_BY_HAND = re.compile(r"([A-Za-z0-9][\w.:-]*)[\s/,，、]+([\w.:-]+)")
_NO_KEY = (
    "没有登记库的钥匙，认不得识别码：设 register.bundles 和 register.keys，或输入“内部编号/份号”。",
    "Without the register's key no code is known: set register.bundles and register.keys, or type "
    "number/copy.",
)
_ONE_PICTURE = Lock()
"""Each has a process of its own while it is read."""


def copy_of(text: str) -> Copy:
    """Return the copy that a text names: the digits of a copy's code, or `number/copy`.

    Raises OfficeError for anything else.
    """
    text = text.strip()
    code = code_of(text)
    if code is not None:
        return _coded(code)
    by_hand = _BY_HAND.fullmatch(text)
    if by_hand is None:
        raise OfficeError(say("不是份号识别码，也不是“内部编号/份号”。",
                              "Neither a copy's code nor number/copy."))  # fmt: skip
    return _the_one(_numbered([by_hand[1]], by_hand[2]))


def codes_in(picture: bytes) -> list[str]:
    """Return the codes of copies that a picture shows, each once."""
    message = Message("-", (Part("picture", data=picture),))
    found: dict[str, None] = {}
    with _ONE_PICTURE, Reader(settings.ZHAMEN_SETTINGS) as reader:
        for each in reader.contents(message):
            if isinstance(each, Trace) and each.kind is TraceKind.COPY:
                found[each.value.decode("ascii", "replace")] = None
                # What is written on the page is nobody's business here.
                reader.hurry()
    return list(found)


def _coded(code: Code) -> Copy:
    macs = _macs(settings.ZHAMEN_SETTINGS.register)
    if not macs:
        raise OfficeError(say(*_NO_KEY))
    genuine = [mac for mac in macs if code.is_genuine(mac)]
    if not genuine:
        raise OfficeError(say("不是本单位印的识别码。", "Not a code of this register."))
    known = Document.objects.values_list("pk", flat=True)
    # Tags have six digits: two documents may share one, and seldom a copy's number too.
    documents = [n for n in known for mac in genuine if tag_of(n, mac) == code.tag]
    return _the_one(_numbered(documents, str(code.copy)))


@cache
def _register(chosen: RegisterSettings) -> Register | None:
    return open_register(chosen)


def _macs(chosen: RegisterSettings) -> list[Mac]:
    try:
        register = _register(chosen)
        return register.macs(LABEL) if register else []
    except ZhamenError:
        raise OfficeError(say("登记库打不开。", "The register does not open.")) from None


def _numbered(documents: Iterable[str], number: str) -> Iterator[Copy]:
    """Yield the copies with a number; on paper it has zeros before it."""
    for copy in Copy.objects.select_related("document").filter(document__in=list(documents)):
        digits = copy.number.isdecimal() and number.isdecimal()
        if copy.number == number or (digits and int(copy.number) == int(number)):
            yield copy


def _the_one(copies: Iterator[Copy]) -> Copy:
    found = list(copies)
    if len(found) > 1:
        raise OfficeError(say("识别码对得上不止一份，请输入“内部编号/份号”。",
                              "More than one copy answers to it: type number/copy."))  # fmt: skip
    if not found:
        raise OfficeError(say("台账里没有这一份。", "No such copy in the ledger."))
    return found[0]
