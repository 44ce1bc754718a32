"""Addresses of the desk."""

from django.urls import path, re_path

from zhamen.office.desk import views

urlpatterns = [
    path("", views.browse, name="desk"),
    path("<int:pk>", views.show, name="event"),
    path("<int:pk>/false/<int:index>", views.report, name="report_false"),
    path("holds", views.holds, name="holds"),
    path("holds/<int:pk>", views.decide, name="decide_hold"),
    path("false", views.false_alarms, name="false_alarms"),
    re_path(r"^false/(?P<pk>\d{1,18})/(?P<answer>confirm|end)$", views.settle,
            name="settle_false"),
]  # fmt: skip
