"""Five-minute study in the office: issues, sessions, quizzes, boards, letters, certificates."""
