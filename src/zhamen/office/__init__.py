"""The secrecy office: the Django project behind `zhamen serve`, one app a duty."""
