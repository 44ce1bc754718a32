"""The lawful way now: words of advice chosen by must-not, a notice chosen by situation.

What is chosen depends on the message; what is written never contains a word of it.
"""

from collections.abc import Sequence

from zhamen.inspection.judge import Judgement
from zhamen.model.message import Message
from zhamen.model.terms import Decision
from zhamen.model.verdict import Advice, Unread, Verdict
from zhamen.policy.advice import Situation, load_advice
from zhamen.reading.normal import fold


def advise(
    judgement: Judgement | Verdict,
    unread: Sequence[Unread],
    message: Message,
    language: str = "zh",
) -> Advice | None:
    """Return the advice for a held or blocked message, None for one that may go."""
    if judgement.decision not in (Decision.HOLD, Decision.BLOCK):
        return None
    book = load_advice()
    serious = [f.clause for f in judgement.findings if f.decision is judgement.decision]
    clauses = dict.fromkeys(clause for clause in serious if clause is not None)
    texts = [book.clauses[clause].say(language) for clause in list(clauses)[:2]]
    if any(each.reason == "register" for each in unread):
        texts.append(book.register.say(language))
    if any(each.reason != "register" for each in unread):
        texts.append(book.unread.say(language))
    texts.append(book.call.say(language))
    notice = _situation(message, book.situations).notice if clauses else None
    between = " " if language == "en" else ""
    return Advice(between.join(texts), notice.say(language) if notice else "")


def _situation(message: Message, situations: Sequence[Situation]) -> Situation:
    """Return the first situation of which a word stands in the message or its context."""
    said = [part.text for part in message.parts if part.text is not None]
    heard = "\n".join(fold(text[:4000]).text for text in (*message.context, *said))
    for situation in situations:
        if any(fold(word).text in heard for word in situation.words):
            return situation
    return situations[-1]
