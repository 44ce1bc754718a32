"""The ledger of custody: the history of one document, deed by deed."""

from zhamen.custody import deeds
from zhamen.custody.document import Document
from zhamen.deeds.history import History

LEDGER: History[Document] = History(deeds, "zhamen.custody")
