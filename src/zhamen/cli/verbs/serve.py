"""`zhamen serve`: opens the secrecy office in the browser."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from zhamen.cli.exits import CLEAN
from zhamen.cli.terminal import Terminal
from zhamen.settings import Settings


class Serve:
    """Prepares the office and serves it until it is told to stop."""

    name = "serve"
    help = "打开保密办：人员、三员、台账、群、裁决、日志 / open the secrecy office in the browser"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add where to listen, and what to do without serving."""
        parser.add_argument(
            "--port", type=int, metavar="PORT", help="端口（默认 office.port） / port"
        )
        parser.add_argument(
            "--address", metavar="ADDRESS",
            help="地址；不是本机时要有证书或代理 / address; beyond this machine it needs TLS",
        )  # fmt: skip
        parser.add_argument(
            "--prepare", action="store_true",
            help="只建好文件夹、钥匙和数据库，不开门 / "
            "make folder, keys and database, and stop there",
        )  # fmt: skip

        parser.add_argument(
            "--demo", nargs="?", const="small", choices=("small", "large"),
            help="打开一个虚构单位的保密办，里面有示例数据；large 有五千人、两万份、十万条裁决 / "
            "an invented office full of samples; large: 5,000 people, 20,000 copies",
        )  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Say where the office is, and serve it."""
        from zhamen.office import serving

        settings = _with(terminal.settings, options)
        if options.demo:
            settings = _demonstrated(settings, options.demo, terminal)
        opened = serving.prepare(settings)
        if options.prepare:
            terminal.say(terminal.pick("准备好了。", "Ready."))
            return CLEAN
        terminal.say(terminal.pick(f"保密办：{opened.address}", f"The office: {opened.address}"))
        if opened.opening:
            terminal.say(terminal.pick(
                f"第一次打开，请在这里定三员（地址只用一次，别给别人）：\n  {opened.opening}",
                f"First opening. Name the three administrators here, once:\n  {opened.opening}",
            ))  # fmt: skip
        terminal.say(terminal.pick("按 Ctrl-C 停止。", "Ctrl-C stops it."))
        terminal.out.flush()
        serving.serve(settings)
        return CLEAN


def _demonstrated(settings: Settings, size: str, terminal: Terminal) -> Settings:
    """Fill the demonstration's office, unless it is full already, and say how to sign in."""
    from zhamen.office import serving
    from zhamen.office.demo.filling import demo_settings, fill, is_demo

    settings = demo_settings(settings)
    if is_demo(settings):
        return settings
    serving.prepare(settings)
    words = {"people": ("人员", "people"), "custody": ("文件台账", "custody"),
             "groups": ("工作群", "groups"), "verdicts": ("裁决", "verdicts")}  # fmt: skip
    login = fill(settings, size, lambda step: terminal.note(terminal.pick(*words[step]) + " …"))
    people = "、".join(f"{number} {name}" for number, name in login.people)
    terminal.paragraph(terminal.pick(
        f"示例数据装好了，人物、单位、文件都是虚构的，在 {settings.office.folder}。",
        f"Filled with samples, everything invented, in {settings.office.folder}.",
    ))  # fmt: skip
    terminal.paragraph(terminal.pick(
        f"登录（只显示这一次）：口令 {login.password}；把密钥 {login.secret} 输入验证器。"
        f"工号 {people}。",
        f"To sign in (shown this once): password {login.password}; type the secret {login.secret} "
        f"into an authenticator. Numbers: {people}.",
    ))  # fmt: skip
    return settings


def _with(settings: Settings, options: Namespace) -> Settings:
    """Return the settings with what the command line says instead."""
    office = settings.office
    if options.port is not None:
        office = replace(office, port=options.port)
    if options.address:
        office = replace(office, address=options.address)
    return replace(settings, office=office)


VERB = Serve()
