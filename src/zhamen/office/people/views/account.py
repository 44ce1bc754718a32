"""One's own account."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhamen.office.acting import act, me
from zhamen.office.journal.keeping import record
from zhamen.office.people.entering import by_password
from zhamen.office.people.forms import NewPasswordForm, posted
from zhamen.office.people.models import Person
from zhamen.office.people.session import stay
from zhamen.office.roles import signed_in
from zhamen.office.words import say


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Show who one is, and change the password; other sessions end with the old one."""
    person = Person.objects.select_related("unit").get(pk=me(request).pk)
    form = NewPasswordForm(person, posted(request))
    if request.method == "POST" and form.is_valid():
        if by_password(person.number, request.POST.get("old", "")) is None:
            form.add_error(None, say("现在的口令不对。", "The present password is wrong."))
        else:
            person.set_password(form.cleaned_data["first"])
            with transaction.atomic():
                person.save(update_fields=["password"])
                record(act(request, "people.password.changed", f"person:{person.pk}"))
            stay(request, person)
            messages.success(request, say("口令已修改。", "The password is changed."))
            return redirect("account")
    return render(request, "people/account.html", {"form": form, "person": person})
