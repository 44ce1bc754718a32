"""`zhamen doctor`: is this installation able to do its work?"""

import os
import platform
import signal
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from zhamen.cli.exits import CLEAN, FAILED
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError, ZhamenError
from zhamen.inspection.detecting import Detector, Example
from zhamen.inspection.inspector import Inspector, load_detectors
from zhamen.journal.head_file import read_head
from zhamen.journal.keys import load_public_key, load_signing_key
from zhamen.journal.sources import open_source
from zhamen.journal.verifying import verify
from zhamen.matrix.probing import Prober
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision
from zhamen.model.verdict import Unread
from zhamen.office.places import Places
from zhamen.policy.loader import load_policy
from zhamen.private_file import read_private
from zhamen.reading.filing import Address
from zhamen.reading.reader import Reader
from zhamen.reading.worker import Worker
from zhamen.register.sample import sample_register
from zhamen.settings import Settings

Check = tuple[str, bool, str]
"""What was looked at, whether it is well, and what was seen or what to do now."""
_PACKAGES = ("cryptography", "hyperscan", "google-re2", "lxml", "numpy", "pypdfium2", "rich")
_BROKEN_PDF = b"%PDF-1.7\n%broken"


class Doctor:
    """Looks at Python, packages, policy, detectors and the worker."""

    name = "doctor"
    help = "检查安装是否完好 / check this installation"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add a homeserver to probe."""
        parser.add_argument(
            "--matrix", metavar="URL",
            help="从外面探一台 Matrix 服务器 / probe a homeserver from outside",
        )  # fmt: skip
        parser.add_argument(
            "--matrix-token-file", type=Path, metavar="FILE",
            help="普通账号的访问令牌 / file with an ordinary account's token",
        )  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print one line for each check; status 3 if any is not well."""
        well = True
        for look in (_homeserver(options),) if options.matrix else _LOOKS:
            for name, good, remark in _guarded(look, terminal):
                sign = terminal.paint(
                    terminal.pick(" 好 ", " ok ") if good else terminal.pick(" 坏 ", " bad "),
                    "pass" if good else "block",
                )
                terminal.say(f"{sign} {name}：{remark}")
                well = well and good
        return CLEAN if well else FAILED


Look = Callable[[Terminal], Iterator[Check]]


def _guarded(look: Look, terminal: Terminal) -> Iterator[Check]:
    try:
        yield from look(terminal)
    except ZhamenError as error:
        yield look.__name__.strip("_"), False, str(error)


def _python(terminal: Terminal) -> Iterator[Check]:
    good = sys.version_info >= (3, 11)
    advice = "" if good else terminal.pick(" → 需要 3.11 或更新", " → needs 3.11 or newer")
    yield "Python", good, f"{platform.python_version()} {platform.machine()}{advice}"


def _packages(terminal: Terminal) -> Iterator[Check]:
    for name in _PACKAGES:
        try:
            yield name, True, version(name)
        except PackageNotFoundError:
            # Either of the two engines will do; the sieve takes what there is.
            replaceable = name in ("hyperscan", "google-re2")
            advice = terminal.pick("未安装 → ./zhamen 会重新准备环境", "missing → run ./zhamen")
            yield name, replaceable, advice


def _policy(terminal: Terminal) -> Iterator[Check]:
    policy = load_policy(terminal.settings.policy.phrases, terminal.settings.policy.organisations)
    words = sum(len(rule.words) for phrases in policy.phrases.values() for rule in phrases.rules)
    yield (
        terminal.pick("策略", "policy"),
        len(policy.clauses) == 7,
        terminal.pick(
            f"{len(policy.clauses)} 条不得，{len(policy.phrases)} 个词表，{words} 个词",
            f"{len(policy.clauses)} must-nots, {len(policy.phrases)} lists, {words} words",
        ),
    )


def _detectors(terminal: Terminal) -> Iterator[Check]:
    """Let every detector prove its own examples."""
    detectors = load_detectors()
    wrong = [f"{d.name}: {e.text!r}" for d in detectors for e in _unproved(d)]
    remark = "; ".join(wrong) or terminal.pick(
        f"{len(detectors)} 个规则的示例全部符合", f"all examples of {len(detectors)} hold"
    )
    yield terminal.pick("规则", "detectors"), not wrong, remark


def _unproved(detector: Detector) -> Iterator[Example]:
    texts = {example.registered for example in (*detector.found, *detector.left)} - {""}
    with Reader() as reader, tempfile.TemporaryDirectory() as folder:
        # What stands there for a moment are fingerprints of invented texts.
        register = sample_register(sorted(texts), Path(folder)) if texts else None
        inspector = Inspector(load_policy(), detectors=[detector], reader=reader, register=register)
        for examples, expected in ((detector.found, True), (detector.left, False)):
            for example in examples:
                part = Part("text", text=example.text, medium=example.medium)
                verdict = inspector.inspect(Message("-", (part,), context=example.context))
                stopped = verdict.decision is not Decision.PASS
                if expected != stopped and detector.clauses:
                    yield example


def _engines(terminal: Terminal) -> Iterator[Check]:
    """Ask both sieve engines the same question."""
    for engine in ("vectorscan", "re2"):
        try:
            inspector = Inspector(load_policy(), engine=engine)
        except ImportError:
            yield engine, engine == "vectorscan", terminal.pick("未安装", "not installed")
            continue
        verdict = inspector.inspect(Message.of_text("机密★10年（示例）"))
        yield engine, verdict.decision is Decision.BLOCK, str(verdict.decision)


def _speech(terminal: Terminal) -> Iterator[Check]:
    """Open the model for speech, if one is configured."""
    settings = terminal.settings.speech
    if settings.model_dir is None:
        remark = terminal.pick(
            "未配置模型，录音里的话未能检查", "no model: what is said on recordings is unread"
        )
    else:
        from zhamen.reading.recordings.models import load_model

        load_model(settings)
        remark = settings.kind
    yield terminal.pick("语音", "speech"), True, remark


def _worker(terminal: Terminal) -> Iterator[Check]:
    """Give the worker a broken file; kill it; see that the next file is read all the same."""
    message = Message("-", (Part("broken.pdf", data=_BROKEN_PDF),))
    worker = Worker(Settings())
    try:
        reasons = []
        for _ in range(2):
            with tempfile.TemporaryFile() as file:
                file.write(_BROKEN_PDF)
                file.flush()
                answer = list(worker.read(file.fileno(), Address("broken.pdf")))
            reasons += [each.reason for each in answer if isinstance(each, Unread)]
            if worker.pid:
                os.kill(worker.pid, signal.SIGKILL)
    finally:
        worker.close()
    with Reader() as reader:
        reasons += [each.reason for each in reader.read(message).unread]
    good = reasons[:1] == ["damaged"] and reasons[-1:] == ["damaged"]
    remark = terminal.pick(
        "能启动，可终止，损坏的文件不会算作安全",
        "starts, can be killed, calls nothing damaged clean",
    )
    yield terminal.pick("解析进程", "worker"), good, remark if good else ", ".join(reasons)


def _folders(terminal: Terminal) -> Iterator[Check]:
    """Look at the rights of the folders that hold compiled rules and verdicts."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "zhamen"
    names = [(terminal.pick("缓存文件夹", "cache"), cache)]
    if terminal.settings.spool.folder:
        names.append((terminal.pick("裁决文件夹", "spool"), terminal.settings.spool.folder))
    for name, folder in names:
        if not folder.exists():
            yield name, True, terminal.pick(f"{folder}（尚未建立）", f"{folder} (not made yet)")
            continue
        status = folder.stat()
        own = status.st_uid == os.getuid() and not status.st_mode & 0o022
        good = own and os.access(folder, os.W_OK)
        advice = "" if good else f" → chown $USER {folder}; chmod 700 {folder}"
        yield name, good, f"{folder}{advice}"


def _locale(terminal: Terminal) -> Iterator[Check]:
    encoding = terminal.out.encoding or "?"
    try:
        "闸门★".encode(encoding)
        good, advice = True, ""
    except (UnicodeEncodeError, LookupError):
        good, advice = False, " → export LANG=C.UTF-8"
    yield terminal.pick("终端编码", "encoding"), good, f"{encoding}{advice}"


def _office(terminal: Terminal) -> Iterator[Check]:
    """Look at the office, if there is one: its packages, its keys, and its whole journal."""
    name = terminal.pick("保密办", "office")
    places = Places.of(terminal.settings.office)
    if find_spec("django") is None:
        yield name, True, terminal.pick("未安装组件（可选）", "not installed (optional)")
        return
    yield name, True, f"Django {version('django')}, uvicorn {version('uvicorn')}"
    if not places.public_key.exists():
        yield name, True, f"{places.folder} {terminal.pick('（尚未开张）', '(not opened yet)')}"
        return
    load_signing_key(places.signing_key)
    key = load_public_key(places.public_key)
    head = read_head(places.head, key)
    with open_source(places.journal) as source:
        report = verify(source, key, [head] if head else [])
    advice = " → zhamen journal verify" if report.faults else ""
    yield terminal.pick("日志", "journal"), not report.faults, f"{report.short}{advice}"


def _homeserver(options: Namespace) -> Look:
    """Return the look at a homeserver, as anybody with an account sees it."""

    def matrix(terminal: Terminal) -> Iterator[Check]:
        if options.matrix_token_file is None:
            raise UsageError("--matrix-token-file", advice="--matrix URL --matrix-token-file FILE")
        token = read_private(options.matrix_token_file, UsageError).strip()
        for each in Prober(options.matrix, token).probe():
            state = (
                terminal.pick("关着", "closed")
                if each.closed
                else terminal.pick("开着 → 见 docs/guide/matrix.md", "OPEN → docs/guide/matrix.md")
            )
            yield terminal.pick(each.name, each.name_en), each.closed, f"{state} ({each.status})"

    return matrix


_LOOKS = (
    _python,
    _packages,
    _locale,
    _policy,
    _detectors,
    _engines,
    _speech,
    _worker,
    _folders,
    _office,
)
VERB = Doctor()
