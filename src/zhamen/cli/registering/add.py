"""`zhamen register add`: more documents, or new texts of registered ones."""

from argparse import ArgumentParser, Namespace

from zhamen.cli.registering._action import add_bundle, open_registry
from zhamen.cli.registering._gathering import Gathering, add_gathering
from zhamen.cli.terminal import Terminal


class Add:
    """Adds to a bundle that running gates read."""

    name = "add"
    help = "向指纹库追加或更新文件 / add documents to a bundle, or renew them"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add bundle, key and documents."""
        add_bundle(parser)
        add_gathering(parser)

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Enrol; a document whose id is registered already is replaced, if it has changed."""
        gathering = Gathering(options, terminal)
        with open_registry(options, terminal) as registry:
            return gathering.into(registry, skip_known=False)


ACTION = Add()
