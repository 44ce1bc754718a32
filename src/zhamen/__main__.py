"""`python -m zhamen` is the same as the installed command."""

from zhamen.cli.main import run

if __name__ == "__main__":
    run()
