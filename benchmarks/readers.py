"""How much of what is hidden in documents do our readers find beside the usual ones, how fast?

Samples are those of the tests: one mark in one place of one file. A reader finds it if the mark is
in what it returns, spaces and line breaks aside. Speed is over ordinary samples, in one process,
without a room around ours; ratios are to our own reader on the same files in the same run.
"""

import argparse
import contextlib
import email
import email.policy
import importlib
import io
import logging
import sys
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[1]
MARK, TRADITIONAL = "机密★10年", "機密★10年"
Reader = Callable[[bytes], str]


def ours(data: bytes) -> str:
    """Return every piece and every name that our readers yield."""
    from zhamen.reading.filing import Address, read_file
    from zhamen.reading.formatting import Room
    from zhamen.settings import Limits

    found = []
    for each in read_file(data, Address("a"), Limits(), Room.PARSER):
        if isinstance(each, tuple):
            found += [each[0], each[1].text]
    return "\n".join(found)


def python_docx(data: bytes) -> str:
    from docx import Document

    document = Document(io.BytesIO(data))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def docx2txt(data: bytes) -> str:
    import docx2txt as library

    return str(library.process(io.BytesIO(data)))


def openpyxl(data: bytes) -> str:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), data_only=True)
    return "\n".join(
        str(v) for s in book for row in s.iter_rows(values_only=True) for v in row if v
    )


def python_pptx(data: bytes) -> str:
    from pptx import Presentation

    slides = Presentation(io.BytesIO(data)).slides
    shapes = [shape for slide in slides for shape in slide.shapes]
    return "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)


def pypdf(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def pdfminer(data: bytes) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(io.BytesIO(data)))


def pdfplumber(data: bytes) -> str:
    import pdfplumber as library

    with library.open(io.BytesIO(data)) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)


def markitdown(data: bytes) -> str:
    return str(_markitdown().convert_stream(io.BytesIO(data)).text_content)


def _markitdown(kept: list[Any] = []) -> Any:  # noqa: B006
    if not kept:
        from markitdown import MarkItDown

        kept.append(MarkItDown(enable_plugins=False))
    return kept[0]


def stdlib_email(data: bytes) -> str:
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(v) for v in message.values()] + [str(p.get_content()) for p in parts])


def stdlib_archives(data: bytes) -> str:
    """Return names and contents in UTF-8, as a few lines of Python do it."""
    found = []
    with contextlib.suppress(zipfile.BadZipFile):
        package = zipfile.ZipFile(io.BytesIO(data))
        return "\n".join(n + package.read(n).decode("utf-8", "replace") for n in package.namelist())
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            file = archive.extractfile(member)
            found.append(member.name + (file.read().decode("utf-8", "replace") if file else ""))
    return "\n".join(found)


PEERS: dict[str, tuple[Reader, ...]] = {
    "word": (python_docx, docx2txt, markitdown),
    "excel": (openpyxl, markitdown),
    "powerpoint": (python_pptx, markitdown),
    "pdf": (pypdf, pdfminer, pdfplumber, markitdown),
    "mail": (stdlib_email, markitdown),
    "archives": (stdlib_archives, markitdown),
}
"""Which of the others reads what; the first words of a table's name choose."""


def tables() -> Iterator[tuple[str, dict[str, Callable[..., bytes]]]]:
    """Yield (kind, places) from the tables of the tests."""
    sys.path[:0] = [str(ROOT / "tests" / "reading"), str(ROOT / "tests")]
    for kind, places in importlib.import_module("test_places").KINDS.items():
        yield str(kind).lower(), places
    for kind in ("pdf", "ofd", "mail", "archives"):
        yield kind, importlib.import_module(f"test_{kind}").PLACES


def made(build: Callable[..., bytes]) -> bytes:
    """Return a sample with the mark in it."""
    try:
        return build()
    except TypeError:
        return build(MARK + "（示例）")


def text_of(reader: Reader, data: bytes) -> str:
    """Return what a reader says without blanks; nothing if it raises."""
    try:
        return "".join(reader(data).split())
    except Exception:
        return ""


def measured(reader: Reader, samples: list[bytes], times: int) -> tuple[float, int]:
    """Return (seconds for all samples, samples that the reader opened)."""
    opened = []
    for sample in samples:
        with contextlib.suppress(Exception):
            reader(sample)
            opened.append(sample)
    began = perf_counter()
    for _ in range(times):
        for sample in opened:
            reader(sample)
    return (perf_counter() - began) / times, len(opened)


def compare(kind: str, samples: list[bytes], times: int, is_hidden: bool) -> None:
    """Print a line for each reader of one kind of file, with what it found if it is hidden."""
    rows = [(ours, *measured(ours, samples, times))]
    rows += [(peer, *measured(peer, samples, times)) for peer in PEERS.get(kind, ())]
    size = sum(map(len, samples)) / 1e6
    own = rows[0][1] / max(1, rows[0][2])
    for reader, seconds, opened in rows:
        told = f"{opened:4} of {len(samples):3} opened"
        if is_hidden:
            texts = [text_of(reader, sample) for sample in samples]
            found = sum(MARK in text or TRADITIONAL in text for text in texts)
            told = f"{found:4} of {len(samples):3} places"
        each = seconds / max(1, opened)
        print(
            f"{kind:14} {reader.__name__:16} {told}"
            f" {opened / max(seconds, 1e-9):9.0f} files/s"
            f" {size * opened / len(samples) / max(seconds, 1e-9):7.2f} MB/s"
            f" {each / own:7.2f} x our time"
        )


ENDINGS = {"word": "docx", "excel": "xlsx", "powerpoint": "pptx", "pdf": "pdf", "mail": "eml"}


def ordinary(folder: Path) -> Iterator[tuple[str, dict[str, Callable[[], bytes]]]]:
    """Yield (kind, files) of a folder; what is found is not asked, since nothing is hidden."""
    for kind, ending in ENDINGS.items():
        paths = sorted(folder.rglob(f"*.{ending}"))
        if paths:
            yield kind, {path.name: path.read_bytes for path in paths}


def main() -> None:
    """Compare all kinds of files, or the one that is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", help="only this one")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="speed over the files of a folder instead")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    for kind, places in ordinary(options.folder) if options.folder else tables():
        if options.kind in (None, kind):
            compare(
                kind, [made(build) for build in places.values()], options.times, not options.folder
            )


if __name__ == "__main__":
    main()
