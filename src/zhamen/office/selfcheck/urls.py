"""Address of the self-service page."""

from django.urls import path

from zhamen.office.selfcheck import views

urlpatterns = [path("", views.ask, name="selfcheck")]
