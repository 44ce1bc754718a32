"""How many of the invented strings are right, clause by clause?

The peer is the bare list of words of `false_alarms.py`: it blocks where a word stands.
"""

import argparse
from datetime import datetime

from _texts import corpus
from false_alarms import WORDS

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.terms import Medium
from zhamen.model.verdict import Verdict
from zhamen.policy.loader import load_policy

NOW = datetime(2026, 11, 23)
STOPS = ("hold", "block")


def verdict_on(inspector: Inspector, medium: str, text: str) -> Verdict:
    """Return the verdict on a string; what stands before » is its context."""
    *context, text = text.split(" » ")
    part = Part("text", text=text, medium=Medium(medium))
    return inspector.inspect(Message("-", (part,), context=tuple(context), at=NOW))


def main() -> None:
    """Print right, caught and false by clause, and the list's figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print the strings that are wrong")
    options = parser.parse_args()
    inspector = Inspector(load_policy())
    files: dict[str, list[tuple[bool, bool, bool, bool]]] = {}
    for name, (wanted, clause, medium, text) in corpus():
        verdict = verdict_on(inspector, medium, text)
        right = verdict.decision == wanted and (clause == "-" or int(clause) in verdict.clauses)
        row = (right, wanted in STOPS, verdict.decision in STOPS, any(w in text for w in WORDS))
        files.setdefault(name, []).append(row)
        if options.show and not right:
            print(f"  {name} wanted {wanted} {clause}, got {verdict.decision}: {text!r}")
    print(f"{'':10} {'right':>9} {'caught':>9} {'false':>9}   list: caught, false")
    files["all"] = [row for file in files.values() for row in file]
    for name, rows in files.items():
        must = [row for row in rows if row[1]]
        may = [row for row in rows if not row[1]]
        print(
            f"{name:10} {sum(r[0] for r in rows):>4}/{len(rows)} "
            f"{sum(r[2] for r in must):>5}/{len(must)} {sum(r[2] for r in may):>5}/{len(may)}"
            f"   {sum(r[3] for r in must):>5}/{len(must)} {sum(r[3] for r in may):>5}/{len(may)}"
        )


if __name__ == "__main__":
    main()
