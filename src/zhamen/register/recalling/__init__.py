"""The tray of recallers: one file a kind of trace; see register/recall.py."""
