"""Forms of the desk."""

from django import forms

from zhamen.office.desk.kinds import Outcome
from zhamen.office.words import both


class DecideForm(forms.Form):
    """What becomes of a hold, and why."""

    outcome = forms.ChoiceField(choices=[(Outcome.RELEASED, ""), (Outcome.KEPT, "")])
    reason = forms.CharField(
        label=both("理由", "Reason"), max_length=400, min_length=4,
        help_text=both("写给审计看：核实了什么，问过谁。不要写消息的内容。",
                       "For the auditor: what was verified, who was asked. No content."),
    )  # fmt: skip
