"""Which photographs of a numbered copy name the copy, condition by condition.

    python benchmarks/copy_code.py --pages 4 [--only curl3,moire]

Pages of photographs/, printed by `zhamen mark-copy`, then spoiled; "middle column" and the like are
the thirds of the page. A photograph counts where the reader of pictures yields the copy's code.
"""

import argparse
import hashlib
import hmac
import io
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy
import pypdfium2
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

from photographs.conditions import CONDITIONS, Condition, _photo, _then, cropped, sized
from photographs.pages import Page, document
from photographs.wording import wording

from zhamen.cli.marking import mark
from zhamen.model.trace import Trace, TraceKind
from zhamen.reading.pictures.codes import codes
from zhamen.reading.pictures.copycode import Code, made

KEY = b"sample"
_THIRDS = {"upper": (0, 1 / 3, 0, 1), "middle row": (1 / 3, 2 / 3, 0, 1), "lower": (2 / 3, 1, 0, 1),
           "left": (0, 1, 0, 1 / 3), "middle column": (0, 1, 1 / 3, 2 / 3),
           "right": (0, 1, 2 / 3, 1)}  # fmt: skip


def thirds() -> list[Condition]:
    """Return photographs of every third of the page, as a messenger makes them."""
    return [
        Condition(f"{name} third {size}", _then(
            _photo(margin=0.0),
            partial(cropped, top=box[0], bottom=box[1], left=box[2], right=box[3]),
            partial(sized, longest=size),
        ))
        for name, box in _THIRDS.items() for size in (1440, 960)
    ]  # fmt: skip


def mac(data: bytes) -> bytes:
    return hmac.digest(KEY, data, hashlib.sha256)


def copy(seed: int) -> tuple[Page, Code]:
    """Return a page printed as a numbered copy, and the code that it bears."""
    page = document(wording(seed))
    code = made(seed % 999_999 + 1, f"D-{seed}", mac)
    flat = io.BytesIO()
    wide = page.picture.shape[1]
    Image.fromarray(page.picture).save(flat, "PDF", resolution=wide / 210 * 25.4)
    (printed,) = pypdfium2.PdfDocument(mark(flat.getvalue(), code))
    picture = printed.render(scale=wide / printed.get_width()).to_pil().convert("RGB")
    high = page.picture.shape[0]
    return replace(page, picture=numpy.asarray(picture)[:high, :wide].copy()), code


def is_named(picture: numpy.ndarray, code: Code) -> bool:
    """Tell whether the reader yields the code, and no other."""
    found = [each.value for each in codes(numpy.ascontiguousarray(picture[:, :, ::-1]))
             if isinstance(each, Trace) and each.kind is TraceKind.COPY]  # fmt: skip
    assert all(value == code.digits.encode() for value in found), "a wrong code was read"
    return bool(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    only = set(options.only.split(",")) - {""}
    copies = [copy(seed) for seed in range(20459, 20459 + options.pages)]
    shares, seconds, count = [], 0.0, 0
    for condition in (*CONDITIONS, *thirds()):
        if only and condition.name not in only:
            continue
        named = []
        for number, (page, code) in enumerate(copies):
            spoiled = condition.spoil(page, numpy.random.default_rng(number))
            began = time.perf_counter()
            named.append(is_named(spoiled.picture, code))
            seconds, count = seconds + time.perf_counter() - began, count + 1
        shares.append((condition.hard, numpy.mean(named)))
        print(f"{condition.name:24} {numpy.mean(named):.2f}", flush=True)
    for hard in (False, True):
        of_kind = [share for is_hard, share in shares if is_hard is hard]
        if of_kind:
            print(
                f"mean, {'hard' if hard else 'everyday':9} {numpy.mean(of_kind):.3f} of {len(of_kind)}"
            )
    print(f"{seconds / max(count, 1) * 1000:.0f} ms a photograph")


if __name__ == "__main__":
    main()
