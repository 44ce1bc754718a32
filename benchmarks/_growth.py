"""How memory and descriptors of processes grow, sampled while they work."""

from collections.abc import Iterator
from pathlib import Path


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that it started, as far as they live."""
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = thread.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield from family(child)


def resident_mb(pid: int) -> float:
    """Return the memory of a process that is its own, in MB; 0 if it is gone."""
    try:
        pages = [int(each) for each in Path(f"/proc/{pid}/statm").read_text().split()]
    except OSError:
        return 0.0
    return (pages[1] - pages[2]) * 4096 / 1e6


def descriptors(pid: int) -> int:
    """Return how many descriptors a process holds."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def slope(samples: list[tuple[float, float]]) -> float:
    """Return the rise of the second value for one of the first, by least squares."""
    count = len(samples)
    if count < 2:
        return 0.0
    mean_x = sum(x for x, _ in samples) / count
    mean_y = sum(y for _, y in samples) / count
    spread = sum((x - mean_x) ** 2 for x, _ in samples)
    return sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread if spread else 0.0
