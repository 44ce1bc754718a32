"""How many of a thousand innocent pictures are stopped, or taken for a registered page?

    python benchmarks/ocr_false.py [--count 1000]

Scenes, cartoons, charts, textures, cats, and crops of scikit-image's photographs where it is
installed; through the reader of pictures, all detectors and a register of 208 invented documents.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy

sys.path.insert(0, str(Path(__file__).parent))

from photographs.innocents import innocents
from photographs.registering import registered
from photographs.wording import wording

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.passage import Passage
from zhamen.model.verdict import Unread
from zhamen.policy.loader import load_policy
from zhamen.reading.formatting import Piece
from zhamen.reading.normal import fold
from zhamen.reading.pictures.picture import prepare, shown
from zhamen.reading.reader import Content, Reader


class Drawn(Reader):
    """Reads a picture that was never in a file."""

    picture: numpy.ndarray

    def contents(self, message: Message) -> Iterator[Content]:
        """Yield what is read of the picture."""
        for each in shown(numpy.ascontiguousarray(self.picture[:, :, ::-1])):
            if isinstance(each, Piece):
                yield Passage(
                    "-", each.text, fold(each.text), each.medium, guesses=each.guesses,
                    spots=each.spots, place=each.place,
                )  # fmt: skip
            elif isinstance(each, Unread):
                yield Unread("-", each.reason)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()
    prepare()
    decisions: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    with registered([wording(number) for number in range(8)]) as register, Drawn() as reader:
        inspector = Inspector(load_policy(), reader=reader, register=register)
        for kind, picture in innocents(options.count):
            reader.picture = picture
            verdict = inspector.inspect(Message("-", (Part("-", data=b"x"),)))
            decisions[str(verdict.decision)] += 1
            causes.update(f"{kind}: {each.detector}" for each in verdict.findings)
            causes.update(f"{kind}: unread {each.reason}" for each in verdict.unread)
    print(dict(decisions))
    for cause, count in causes.most_common(20):
        print(f"{count:5} {cause}")


if __name__ == "__main__":
    main()
