"""Addresses of people."""

from django.urls import path, re_path

from zhamen.office.people.views import importing, persons, seats, units

urlpatterns = [
    path("", persons.browse, name="persons"),
    path("add", persons.add, name="add_person"),
    path("<int:pk>", persons.show, name="person"),
    path("<int:pk>/change", persons.change, name="change_person"),
    re_path(r"^(?P<pk>\d{1,18})/(?P<deed>close|reopen|reissue|unlock)$", persons.act_on,
            name="act_on_person"),
    path("<int:pk>/duty", persons.give_duty, name="give_duty"),
    path("duty/<int:pk>/end", persons.end_duty, name="end_duty"),
    path("units", units.browse, name="units"),
    path("units/add", units.edit, name="add_unit"),
    path("units/<int:pk>", units.edit, name="change_unit"),
    path("units/<int:pk>/close", units.close, name="close_unit"),
    path("import", importing.upload, name="import"),
    path("import/<int:pk>", importing.look, name="import_draft"),
    path("seats", seats.browse, name="seats"),
    path("seats/propose", seats.propose, name="propose"),
    path("seats/group", seats.add_group, name="add_group"),
    re_path(r"^seats/(?P<pk>\d{1,18})/(?P<answer>confirm|decline|withdraw)$", seats.decide,
            name="decide"),
]  # fmt: skip
