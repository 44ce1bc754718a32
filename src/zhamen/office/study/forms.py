"""Forms of study: an issue by its parts, a session, a rhythm, an excuse, a sheet of paper."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from zhamen.office.people.models import Person
from zhamen.office.study.kinds import Reason
from zhamen.office.study.models import Due, Rhythm
from zhamen.office.words import both
from zhamen.study.issue import Issue
from zhamen.study.parts import title_of
from zhamen.study.pictures import motifs

_CASE = ("label", "title", "story", "analysis", "warning")
_LONG = re.compile(r"intro|deck|headline|law\.gist|cases\.\d\.(story|analysis)|doing|questions")
_NEEDED = re.compile(
    r"kicker|headline|deck|intro|law\.\w+|cases\.1\.\w+|doing\.1|credit|publisher|motif_alt"
    r"|questions\.[123](\.options|\.explanation)?"
)
_CASES, _DOINGS, _QUESTIONS = 3, 3, 5


class IssueForm(forms.Form):
    """Every part of an issue in a field of its own, named as the part is."""

    def __init__(self, value: Issue, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        for name, start in (("year", value.year), ("number", value.number), ("total", value.total)):
            self.fields[name] = forms.IntegerField(min_value=1, initial=start, label=_NUMBERS[name])
        self.fields["clauses"] = forms.TypedMultipleChoiceField(
            label=both("对应的不得", "Must-nots"), choices=[(n, n) for n in range(1, 8)],
            coerce=int, initial=value.clauses, required=False, widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.fields["motif"] = forms.ChoiceField(
            label=both("插图", "Drawing"), choices=[(n, n) for n in motifs()], initial=value.motif
        )
        self._texts(value)

    def _texts(self, value: Issue) -> None:
        texts = dict(value.texts())
        names = ["kicker", "headline", "deck", "intro", "law.title", "law.articles", "law.gist"]
        names += [f"cases.{n}.{key}" for n in range(1, _CASES + 1) for key in _CASE]
        names += [f"doing.{n}" for n in range(1, _DOINGS + 1)]
        for name in (*names, "credit", "publisher", "motif_alt"):
            self.fields[name] = _text(name, texts.get(name, ""))
        for n in range(1, _QUESTIONS + 1):
            self._question(n, value)

    def _question(self, number: int, value: Issue) -> None:
        name = f"questions.{number}"
        known = value.questions[number - 1] if number <= len(value.questions) else None
        self.fields[name] = _text(name, known.text if known else "")
        options = _text(f"{name}.options", "\n".join(known.options) if known else "")
        options.label = both("选项，一行一个", "Options, one a line")
        self.fields[f"{name}.options"] = options
        for key, label, most in (
            ("answer", both("正确的是第几个", "Right option"), 5),
            ("clause", both("考的是不得之", "About must-not"), 7),
        ):
            self.fields[f"{name}.{key}"] = forms.IntegerField(
                label=label, min_value=1, max_value=most, required=False,
                initial=getattr(known, key) if known else None,
            )  # fmt: skip
        self.fields[f"{name}.explanation"] = _text(
            f"{name}.explanation", known.explanation if known else ""
        )

    def data_of(self) -> dict[str, Any]:
        """Return what was filled in as the data of an issue; empty cases and questions go."""
        got = self.cleaned_data
        plain = ("year", "number", "total", "motif", "motif_alt", "kicker", "headline", "deck",
                 "intro", "credit", "publisher")  # fmt: skip
        return {
            **{name: got[name] for name in plain},
            "clauses": sorted(got["clauses"]),
            "law": {key: got[f"law.{key}"] for key in ("title", "articles", "gist")},
            "cases": [case for n in range(1, _CASES + 1) if any((case := {
                key: got[f"cases.{n}.{key}"] for key in _CASE}).values())],
            "doing": [text for n in range(1, _DOINGS + 1) if (text := got[f"doing.{n}"])],
            "questions": [each for n in range(1, _QUESTIONS + 1) if (each := _asked(got, n))],
        }  # fmt: skip


_NUMBERS = {
    "year": both("年", "Year"), "number": both("期", "Number"), "total": both("总期", "Of all"),
}  # fmt: skip


def _asked(got: Mapping[str, Any], number: int) -> dict[str, Any] | None:
    name = f"questions.{number}"
    if not got[name]:
        return None
    lines = [line.strip() for line in got[f"{name}.options"].split("\n")]
    return {
        "text": got[name], "options": [line for line in lines if line],
        "answer": got[f"{name}.answer"] or 0, "explanation": got[f"{name}.explanation"],
        "clause": got[f"{name}.clause"] or 0,
    }  # fmt: skip


def _text(name: str, start: str) -> forms.CharField:
    long = _LONG.match(name) is not None
    rows = 5 if "story" in name else 4 if "options" in name else 3 if name == "intro" else 2
    widget = forms.Textarea(attrs={"rows": rows}) if long else forms.TextInput()
    needed = _NEEDED.fullmatch(name) is not None
    return _Lines(label=both(*title_of(name)), initial=start, required=needed, widget=widget)


class _Lines(forms.CharField):
    """A text whose lines end as ours do, however the browser ends them."""

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class BeginForm(forms.Form):
    """A name, and an issue to begin from."""

    name = forms.SlugField(
        label=both("名称（字母、数字、横线）", "Name (letters, digits, dashes)"), max_length=40
    )
    like = forms.ChoiceField(
        label=both("照哪一期改", "Like which issue"),
        widget=forms.Select(attrs={"lang": "zh-Hans"}),
    )

    def __init__(self, likes: list[tuple[str, str]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        chosen = self.fields["like"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = likes


class DueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among what teams owe, by headline and team."""

    def label_from_instance(self, obj: Any) -> str:
        """Return both."""
        return f"{obj.issue.value.title} · {obj.team.name}"


class SessionForm(forms.Form):
    """Where a team meets, and for how long."""

    due = DueField(label=both("哪一期", "Which issue"), queryset=Due.objects.none())
    place = forms.CharField(label=both("地点", "Place"), max_length=60)
    minutes = forms.IntegerField(
        label=both("分钟", "Minutes"), min_value=1, max_value=240, initial=5
    )

    def __init__(self, dues: Any, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        chosen = self.fields["due"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = dues


class PaperForm(forms.Form):
    """Who signed the paper sheet, and how many heads were counted."""

    people = forms.ModelMultipleChoiceField(
        label=both("纸上签到的人", "Who signed on paper"), queryset=Person.objects.none(),
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    heads = forms.IntegerField(label=both("实到人数（点名）", "Heads counted"), min_value=0,
                               max_value=9999)  # fmt: skip

    def __init__(self, people: Any, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        chosen = self.fields["people"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = people


class AwayForm(forms.Form):
    """Who is away, why, and by when it is made up."""

    person = forms.ModelChoiceField(label=both("缺席的人", "Who"), queryset=Person.objects.none())
    reason = forms.ChoiceField(label=both("原因", "Reason"), choices=Reason.choices)
    make_up = forms.DateField(
        label=both("补学最晚", "Made up by"), initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, people: Any, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        chosen = self.fields["person"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = people


class RhythmForm(forms.ModelForm):  # type: ignore[type-arg]
    """By which weekday, in how many sessions."""

    class Meta:
        """Both."""

        model = Rhythm
        fields = ("weekday", "sessions")
