"""Addresses of the register of groups."""

from django.urls import path

from zhamen.office.groups import looking, papers, views

urlpatterns = [
    path("", views.browse, name="groups"),
    path("apply", views.apply, name="apply_group"),
    path("waiting", views.waiting, name="groups_waiting"),
    path("sheet", papers.sheet, name="groups_sheet"),
    path("reviews", looking.reviews, name="groups_reviews"),
    path("export", papers.export, name="export_groups"),
    path("proposals/<int:pk>/<slug:answer>", views.settle, name="settle_group"),
    path("<str:number>", views.show, name="group"),
    path("<str:number>/then", looking.then, name="group_then"),
    path("<str:number>/notice", papers.notice, name="group_notice"),
    path("<str:number>/letter/<int:pk>", papers.letter, name="group_letter"),
    path("<str:number>/do/<slug:name>", views.perform, name="act_on_group"),
]
