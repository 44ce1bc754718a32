"""`zhamen register ACTION`: the register of documents, kept as keyed fingerprints."""

from zhamen.cli import registering
from zhamen.cli.verb import VerbOfActions

VERB = VerbOfActions(
    "register",
    "登记涉密文件，只存带钥匙的指纹，不存原文 / register documents as keyed fingerprints",
    registering,
)
