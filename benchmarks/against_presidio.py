"""How fast is the inspector beside Presidio, and how far from a bare multi-pattern pass?

All detectors on, 200-character and short innocent messages, one thread. The peers: Presidio's
AnalyzerEngine with a blank Chinese pipeline and 20, then 200, Chinese pattern recognisers; and
one Vectorscan pass over the same texts, encoded beforehand, which does nothing else.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

import numpy  # noqa: F401 - the folding of a service
from _texts import chat_of

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.policy.loader import load_policy

_WORDS = [
    "绝密",
    "机密",
    "秘密",
    "工作秘密",
    "核心商密",
    "普通商密",
    "内部资料",
    "内部文件",
    "征求意见稿",
    "讨论稿",
    "送审稿",
    "上会材料",
    "密码电报",
    "明电",
    "涉密",
    "密级",
    "份号",
    "机要",
    "会后收回",
    "不公开",
]


def patterns(count: int) -> list[str]:
    """Return marks as a site would write them for a pattern engine."""
    frames = ["{}", r"{}[★☆*]\d+年", r"{}\s*[:：]", r"[【\[（(]{}[】\]）)]", "{}注意保[密管]",
              "{}不得外传", "关于{}的通知", r"{}〔20\d\d〕\d+号", "{}请勿转发", r"\d+份{}"]  # fmt: skip
    return [frame.format(word) for frame in frames for word in _WORDS][:count]


def presidio(count: int) -> Callable[[str], object]:
    """Return Presidio's analysis with that many recognisers."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        """The cheapest language pipeline there is."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])
            self.nlp = {"zh": spacy.blank("zh")}

        def load(self) -> None:
            """Nothing to load."""

    registry = RecognizerRegistry(supported_languages=["zh"])
    for number, pattern in enumerate(patterns(count)):
        mark = Pattern(f"p{number}", pattern, 0.8)
        registry.add_recognizer(
            PatternRecognizer(f"MARK_{number}", patterns=[mark], supported_language="zh")
        )
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["zh"])
    return lambda text: engine.analyze(text, language="zh")


def bare_pass() -> Callable[[bytes], object]:
    """Return one Vectorscan pass over encoded text with the inspector's number of patterns."""
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    marks = [pattern.encode() for pattern in patterns(200)]
    flags = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP | hyperscan.HS_FLAG_SINGLEMATCH
    database.compile(expressions=marks, ids=list(range(len(marks))), flags=[flags] * len(marks))
    return lambda data: database.scan(data, match_event_handler=lambda *_: None)


def microseconds(work: Callable[..., object], items: Sequence[object]) -> float:
    """Return the median time of one call over all items, three rounds, after a warm-up."""
    for item in items[:50]:
        work(item)
    spent = []
    for item in [*items] * 3:
        began = time.perf_counter()
        work(item)
        spent.append(time.perf_counter() - began)
    return statistics.median(spent) * 1e6


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    inspector = Inspector(load_policy())
    few, many = presidio(20), presidio(200)
    scan = bare_pass()
    for length in (200, 21):
        texts = chat_of(length, 300)
        messages = [Message.of_text(text) for text in texts]
        ours = microseconds(inspector.inspect, messages)
        print(f"{length} characters: inspector {ours:.1f} µs")
        for name, work, items in (
            ("Presidio, 20 recognisers", few, texts),
            ("Presidio, 200 recognisers", many, texts),
        ):
            theirs = microseconds(work, items)
            print(f"  {name}: {theirs:.0f} µs, {theirs / ours:.1f} × ours")
        bare = microseconds(scan, [text.encode() for text in texts])
        print(f"  one bare Vectorscan pass, 200 patterns: {bare:.1f} µs, {bare / ours:.2f} × ours")


if __name__ == "__main__":
    main()
