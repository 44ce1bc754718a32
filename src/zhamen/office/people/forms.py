"""Forms of people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from zhamen.office.people.access import check_password
from zhamen.office.people.kinds import DutyKind, State, Step
from zhamen.office.people.models import Duty, Group, Person, Proposal, Unit
from zhamen.office.roles import THREE
from zhamen.office.words import both

_OPEN_UNITS = (
    Unit.objects.filter(closed_at=None).select_related("parent__parent__parent").order_by("name")
)
_WHERE = both("单位、班组", "Unit or team")
_PRESENT = Person.objects.exclude(state=State.CLOSED)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, an empty one too; None if it was not sent."""
    return request.POST if request.method == "POST" else None


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among units, by their whole paths."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the names from the top down."""
        return str(obj.path)


class EnterForm(forms.Form):
    """Number and password."""

    number = forms.CharField(label=both("工号", "Number"), max_length=32)
    password = forms.CharField(
        label=both("口令", "Password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self.fields["number"].widget.attrs |= {"autocomplete": "username", "autofocus": True}


class CodeForm(forms.Form):
    """A time-based code."""

    code = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$", label=both("六位动态码", "Six-digit code"),
        widget=forms.TextInput(attrs={
            "autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True,
            "class": "code", "maxlength": 7,
        }),
    )  # fmt: skip

    def clean_code(self) -> str:
        """Return the six digits."""
        return "".join(str(self.cleaned_data["code"]).split())


class WelcomeForm(forms.Form):
    """Number and one-time code."""

    number = forms.CharField(label=both("工号", "Number"), max_length=32)
    code = forms.CharField(
        label=both("一次性码", "One-time code"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code"}),
    )  # fmt: skip


class NewPasswordForm(forms.Form):
    """A password, twice."""

    first = forms.CharField(
        label=both("新口令", "New password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=both("至少 12 个字符；一句话比一串符号好记。", "At least 12 characters."),
    )  # fmt: skip
    second = forms.CharField(
        label=both("再输一遍", "Once more"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, person: Person, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self._person = person

    def clean(self) -> dict[str, Any]:
        """Compare the two and judge the password."""
        values = super().clean() or {}
        first, second = values.get("first", ""), values.get("second", "")
        if first and second and first != second:
            self.add_error("second", str(both("两遍不一样。", "The two differ.")))
        elif first:
            try:
                check_password(self._person, first)
            except ValidationError as error:
                self.add_error("first", error)
        return values


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Particulars of somebody."""

    unit = UnitField(_OPEN_UNITS, required=False, empty_label="—", label=_WHERE)
    number = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$", label=both("工号", "Number"),
        help_text=both("登录时用，字母和数字。", "To sign in with: letters and digits."),
    )  # fmt: skip

    class Meta:
        """Which fields."""

        model = Person
        fields = ("number", "name", "unit", "clearance")

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        if self.instance.pk:
            self.fields["number"].disabled = True

    def clean_number(self) -> str:
        """Refuse a number that is taken, in words of ours."""
        number = str(self.cleaned_data["number"])
        if Person.objects.filter(number=number).exclude(pk=self.instance.pk).exists():
            raise ValidationError(str(both("这个工号已经有人用了。", "This number is taken.")))
        return number


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A unit."""

    parent = UnitField(
        _OPEN_UNITS, required=False, empty_label="—", label=both("上级单位", "Belongs to")
    )

    class Meta:
        """Which fields."""

        model = Unit
        fields = ("name", "kind", "parent")

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        above = self.fields["parent"]
        assert isinstance(above, UnitField)
        above.queryset = _OPEN_UNITS.filter(kind="unit").exclude(pk=self.instance.pk)


class DutyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A duty."""

    kind = forms.ChoiceField(choices=DutyKind.choices, label=both("职责", "Duty"))
    unit = UnitField(_OPEN_UNITS, empty_label=None, label=_WHERE)

    class Meta:
        """Which fields."""

        model = Duty
        fields = ("kind", "unit")


class ProposalForm(forms.ModelForm):  # type: ignore[type-arg]
    """A change of rights."""

    step = forms.ChoiceField(choices=Step.choices, label=both("事项", "What"))

    person = forms.ModelChoiceField(
        _PRESENT, to_field_name="number", label=both("工号", "Number"), widget=forms.TextInput,
        error_messages={"invalid_choice": both("没有这个工号。", "No such number.")},
    )  # fmt: skip
    """By number: a list of thousands is none to choose from."""
    principal = forms.ModelChoiceField(
        Person.objects.filter(seats__isnull=False).distinct(), required=False, empty_label="—",
        label=both("代理谁", "Deputy of"),
    )  # fmt: skip
    role = forms.ChoiceField(
        choices=[("", "—"), *((role.value, role.words) for role in THREE)], required=False,
        label=both("角色", "Role"),
    )  # fmt: skip
    group = forms.ModelChoiceField(
        Group.objects.all(), required=False, empty_label="—", label=both("角色组", "Group")
    )
    until = forms.DateField(
        required=False, label=both("到哪天为止（代理）", "Until (deputies)"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    class Meta:
        """Which fields."""

        model = Proposal
        fields = ("step", "person", "role", "group", "principal", "until")

    def clean(self) -> dict[str, Any]:
        """Ask for what the step needs."""
        values = super().clean() or {}
        need = {Step.SEAT: "role", Step.MEMBER: "group", Step.DEPUTY: "principal"}
        step = values.get("step")
        wanted = need.get(Step(step)) if step else None
        if wanted and not values.get(wanted):
            self.add_error(wanted, str(both("这里要选一个。", "Choose one.")))
        if step == Step.DEPUTY and not values.get("until"):
            self.add_error("until", str(both("代理要有期限。", "A deputy needs an end.")))
        if values.get("principal") == values.get("person") and values.get("person"):
            self.add_error("principal", str(both("不能代理自己。", "Not of himself.")))
        for unused in {"role", "group", "principal"} - {wanted}:
            values[unused] = "" if unused == "role" else None
        return values


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]
    """A group."""

    role = forms.ChoiceField(
        choices=[(role.value, role.words) for role in THREE], label=both("角色", "Role")
    )

    class Meta:
        """Which fields."""

        model = Group
        fields = ("name", "role")


class UploadForm(forms.Form):
    """A list of people."""

    file = forms.FileField(
        label=both("名单文件", "List"),
        help_text=both(
            "CSV（工号、姓名、部门、班组、涉密类别）或目录导出的 LDIF，UTF-8 或 GB 18030。",
            "CSV (number, name, unit, team, clearance) or LDIF from a directory.",
        ),
    )

    def clean_file(self) -> bytes:
        """Return what was sent."""
        data: bytes = self.cleaned_data["file"].read()
        return data


class SetupForm(forms.Form):
    """The unit, and the three who begin."""

    unit = forms.CharField(label=both("单位名称", "Name of the unit"), max_length=80)

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        for role in THREE:
            self.fields[f"{role}_number"] = forms.RegexField(
                r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$", label=both("工号", "Number")
            )
            self.fields[f"{role}_name"] = forms.CharField(label=both("姓名", "Name"), max_length=60)

    def clean(self) -> dict[str, Any]:
        """Demand three people."""
        values = super().clean() or {}
        numbers = [values.get(f"{role}_number", "") for role in THREE]
        if len({number.lower() for number in numbers}) < len(THREE):
            raise ValidationError(
                str(both("三员必须是三个不同的人。", "The three must be three people."))
            )
        return values
