"""How fast pictures are read beside stock RapidOCR and Tesseract, on the same pictures, one thread.

    python benchmarks/ocr_speed.py [--pages 3] [--rapidocr PYTHON] [--tesseract]

PYTHON is an interpreter with `rapidocr` and `onnxruntime` installed as they come; tesseract wants
Debian's tesseract-ocr-chi-sim. Seconds are of the processor, medians over the pictures; a peer
that is not there is left out. Also: to the mark, to a certain match of the registered page, for an
innocent picture, and the memory at most.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import cv2
import numpy

sys.path.insert(0, str(Path(__file__).parent))

from photographs.conditions import CONDITIONS
from photographs.innocents import innocents
from photographs.pages import document
from photographs.wording import Wording, wording

SHOWN = ("photo", "im", "night", "rot15")
RAPIDOCR = """
import json, resource, sys, time, cv2
from rapidocr import RapidOCR
engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1,
                          "EngineConfig.onnxruntime.inter_op_num_threads": 1, "Global.log_level": "error"})
pictures = [cv2.imread(path) for path in sys.argv[1:]]
engine(pictures[0])
seconds = []
for picture in pictures:
    began = time.process_time(); engine(picture); seconds.append(time.process_time() - began)
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2)
    parser.add_argument("--rapidocr", default="")
    parser.add_argument("--tesseract", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        pages = drawn(options.pages, Path(folder))
        ours = measured([path for path, _ in pages])
        told("ours, whole page", ours, ours)
        told("ours, to the mark", [to_the(words.mark, path) for path, words in pages], ours)
        told("ours, to a certain match", to_a_match(pages), ours)
        told("ours, innocent picture", cats(24), ours)
        print(
            f"{'memory at most':28} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB"
        )
        paths = [str(path) for path, _ in pages]
        if options.rapidocr:
            out = subprocess.run(
                [options.rapidocr, "-c", RAPIDOCR, *paths],
                capture_output=True,
                text=True,
                check=True,
            )
            seconds, memory = json.loads(out.stdout.splitlines()[-1])
            told("rapidocr as it comes", seconds, ours)
            print(f"{'  its memory at most':28} {memory:.0f} MiB")
        if options.tesseract:
            told("tesseract chi_sim", [tesseract(path) for path in paths], ours)


def drawn(count: int, folder: Path) -> list[tuple[Path, Wording]]:
    found = []
    for number in range(count):
        words = wording(777 + number)
        for condition in CONDITIONS:
            if condition.name in SHOWN:
                page = condition.spoil(document(words), numpy.random.default_rng((777, number)))
                path = folder / f"{number}{condition.name}.jpg"
                cv2.imwrite(str(path), page.picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])
                found.append((path, words))
    return found


def contents(path: Path):
    from zhamen.reading.filing import Address, read_file
    from zhamen.reading.formatting import Room
    from zhamen.settings import Limits

    return read_file(path.read_bytes(), Address(path.name), Limits(), Room.LENS)


def measured(paths: list[Path]) -> list[float]:
    from zhamen.reading.pictures.picture import prepare

    prepare()
    list(contents(paths[0]))
    return [timed(lambda path=path: list(contents(path))) for path in paths]


def timed(work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def to_the(mark: str, path: Path) -> float:
    """Return the seconds until a piece that holds the mark has come."""
    began = time.process_time()
    for each in contents(path):
        if isinstance(each, tuple) and mark in each[1].text.replace(" ", ""):
            break
    return time.process_time() - began


def to_a_match(pages: list[tuple[Path, Wording]]) -> list[float]:
    """Return the seconds until the registered page is certain, a register of 200 pages beside it."""
    from photographs.registering import registered

    from zhamen.model.passage import Passage
    from zhamen.reading.normal import fold
    from zhamen.register.found import Band
    from zhamen.register.variants import match_read

    found = []
    with registered([words for _, words in pages]) as register:
        for path, _ in pages:
            began = time.process_time()
            for each in contents(path):
                if isinstance(each, tuple):
                    name, piece = each
                    passage = Passage(
                        name, piece.text, fold(piece.text), piece.medium, guesses=piece.guesses
                    )
                    if any(match.band is Band.CERTAIN for match in match_read(register, passage)):
                        break
            found.append(time.process_time() - began)
    return found


def cats(count: int) -> list[float]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (_, picture) in enumerate(innocents(count)):
            path = Path(folder) / f"{number}.jpg"
            cv2.imwrite(str(path), picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
            found.append(timed(lambda path=path: list(contents(path))))
    return found


def tesseract(path: str) -> float:
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        ["tesseract", path, "-", "-l", "chi_sim"], capture_output=True, check=True, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def told(name: str, seconds: list[float], ours: list[float]) -> None:
    share = median(seconds) / median(ours)
    print(
        f"{name:28} {median(seconds):6.3f} s  (most {max(seconds):6.3f})  {share:5.2f} of ours",
        flush=True,
    )


if __name__ == "__main__":
    main()
