"""The command line; its verbs are a tray."""
