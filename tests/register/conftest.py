"""A small register of invented documents, made anew for each test that asks for one."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from zhamen.register.batch import Batch
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import MasterKey
from zhamen.register.registry import Registry

LETTERS = (
    "青崖钢铁集团炉前作业区示例文件安排口令核验影像设备存放门岗夜间点火"
    "配比工艺单独下达班组记录试产期间封闭管理进出人员凭当日一律"
)


def invented(seed: int, letters: int = 600) -> str:
    """Return a text that nobody wrote: sentences of random characters, labelled as a sample."""
    chosen = random.Random(seed)
    text = "".join(chosen.choice(LETTERS) for _ in range(letters))
    lines = [text[at : at + 40] for at in range(0, letters, 40)]
    return f"示例文件第{seed}号的编造标题{text[:6]}\n" + "。\n".join(lines)


@pytest.fixture(scope="session")
def master() -> MasterKey:
    """A master key."""
    return MasterKey.new()


Register = Callable[..., Registry]


@pytest.fixture
def registry(tmp_path: Path, master: MasterKey) -> Registry:
    """A registry of ten invented documents, D-0 to D-9."""
    made = Registry.create(tmp_path / "r.zmr", master)
    made.add(batch_of(made, range(10)))
    return made


def batch_of(registry: Registry, seeds: range, **particulars: object) -> Batch:
    """Return the batch of invented documents."""
    enroller = Enroller(registry.key)
    return Batch.joined(
        [
            enroller.enrol(
                Original(Document(f"D-{seed}", **particulars), invented(seed))  # type: ignore[arg-type]
            )
            for seed in seeds
        ]
    )
