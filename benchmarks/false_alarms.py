"""How many innocent texts are stopped, kind by kind?

The peer is the bare list of words that a site would write first, over the same texts.
"""

import argparse
from collections import Counter

import numpy  # noqa: F401 - the folding of a service
from _texts import rows

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.policy.loader import load_policy

KINDS = ("chat", "about_secrecy", "general", "official")
WORDS = (
    "绝密",
    "机密",
    "秘密",
    "涉密",
    "密级",
    "内部资料",
    "工作秘密",
    "商业秘密",
    "送审稿",
    "密码电报",
)


def main() -> None:
    """Print holds, blocks and hints of each kind, beside the list's alarms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="name the texts that are stopped")
    options = parser.parse_args()
    inspector = Inspector(load_policy())
    print(f"{'':14} {'texts':>7} {'block':>7} {'hold':>7} {'hint':>7} {'bare list':>10}")
    for kind in KINDS:
        decisions: Counter[str] = Counter()
        texts = rows(kind)
        for number, row in enumerate(texts, 1):
            verdict = inspector.inspect(Message.of_text(row["text"]))
            decisions[str(verdict.decision)] += 1
            if options.show and verdict.decision in ("hold", "block"):
                rules = sorted({finding.detector for finding in verdict.findings})
                print(f"  {kind} {row.get('id', number)}: {verdict.decision} {rules}")
        listed = sum(any(word in row["text"] for word in WORDS) for row in texts)
        counts = " ".join(f"{decisions[name]:>7,}" for name in ("block", "hold", "hint"))
        share = f"{listed / len(texts):>10.2%}" if texts else "no data here"
        print(f"{kind:14} {len(texts):>7,} {counts} {share}")


if __name__ == "__main__":
    main()
