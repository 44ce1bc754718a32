"""Addresses of study."""

from django.urls import path

from zhamen.office.study.views import board, issues, mine, sessions

urlpatterns = [
    path("", mine.home, name="study"),
    path("read/<int:pk>", mine.read, name="read_issue"),
    path("letter", mine.letter, name="study_letter"),
    path("certificate", mine.certificate, name="study_certificate"),
    path("issues/", issues.browse, name="issues"),
    path("issues/<int:pk>", issues.show, name="show_issue"),
    path("issues/<int:pk>/edit", issues.edit, name="edit_issue"),
    path("issues/<int:pk>/preview", issues.preview, name="preview_issue"),
    path("issues/<int:pk>/file/<slug:form>", issues.file, name="issue_file"),
    path("issues/<int:pk>/send/<slug:step>", issues.send, name="send_issue"),
    path("sessions/", sessions.browse, name="study_sessions"),
    path("sessions/rhythm/<int:pk>", sessions.set_rhythm, name="set_rhythm"),
    path("sessions/<int:pk>", sessions.show, name="study_session"),
    path("sessions/<int:pk>/code", sessions.shown_code, name="study_code"),
    path("sessions/<int:pk>/paper", sessions.paper, name="study_paper"),
    path("sessions/<int:pk>/act/<slug:step>", sessions.act, name="act_on_session"),
    path("in", sessions.enter, name="study_enter"),
    path("in/<str:token>", sessions.scan, name="study_scan"),
    path("board", board.board, name="study_board"),
    path("board/<int:pk>", board.questions, name="study_questions"),
]
