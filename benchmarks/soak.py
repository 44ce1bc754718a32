"""Do 10,000 pictures and 50,000 messages through one process leave memory or descriptors behind?

Pictures are small ones of nothing and of pages, all different; five messages of everyday chat
go with each. Memory is that of this process and of all readers that it started; the rise is
taken by least squares after the first fifth. A slope below 1 MB per 1,000 is aimed at.
"""

import argparse
import io
import os
import random
import sys
import time

import numpy as np
from _growth import descriptors, family, resident_mb, slope
from _texts import ROOT, chat_of
from PIL import Image

from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Message, Part
from zhamen.settings import Settings

sys.path.insert(0, str(ROOT / "tools"))
from _chat_files import page, paper

_MESSAGES = 5
"""Messages that go with each picture."""
_PAGES = 0.02
"""Share of pictures that are pages of text."""
_EVERY = 200


def picture(chance: random.Random, size: int) -> bytes:
    """Return a small picture: mostly of nothing, now and then of a page."""
    if chance.random() < _PAGES:
        whole = Image.open(io.BytesIO(page(paper(chance, 6), chance)))
        return _saved(whole.crop((0, 60, 900, 460)))
    noise = np.random.default_rng(chance.getrandbits(64))
    field = noise.integers(0, 255, (3, 4, 3), dtype=np.uint8)
    return _saved(Image.fromarray(field).resize((size, size * 3 // 4), Image.Resampling.BICUBIC))


def _saved(drawn: Image.Image) -> bytes:
    file = io.BytesIO()
    drawn.save(file, "JPEG", quality=75)
    return file.getvalue()


def main() -> None:
    """Print memory and descriptors as they go, then their slopes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=240, help="their width in pixels")
    options = parser.parse_args()
    chance = random.Random(11)
    texts = chat_of(40)
    own, readers, held = [], [], []
    began = time.perf_counter()
    with Gatehouse.open(Settings()) as house:
        for number in range(1, options.pictures + 1):
            part = Part("photo.jpg", data=picture(chance, options.size))
            house.pass_through(Message(str(number), (part,)))
            for _ in range(_MESSAGES):
                house.pass_through(Message.of_text(chance.choice(texts)))
            if number % _EVERY == 0:
                pids = list(family(os.getpid()))
                own.append((number / 1000, resident_mb(pids[0])))
                readers.append((number / 1000, sum(map(resident_mb, pids[1:]))))
                held.append((number / 1000, float(descriptors(pids[0]))))
                if number % (10 * _EVERY) == 0:
                    print(f"{number:>7,} pictures, {number * _MESSAGES:>7,} messages: "
                          f"{own[-1][1]:.0f} MB, readers {readers[-1][1]:.0f} MB, "
                          f"{held[-1][1]:.0f} descriptors", flush=True)  # fmt: skip
    seconds = time.perf_counter() - began
    warm = len(own) // 5
    print(f"{options.pictures / seconds:,.0f} pictures/s with {_MESSAGES} messages each; "
          f"per 1,000 pictures: {slope(own[warm:]):+.3f} MB here, "
          f"{slope(readers[warm:]):+.3f} MB in the readers, "
          f"{slope(held[warm:]):+.3f} descriptors")  # fmt: skip


if __name__ == "__main__":
    main()
