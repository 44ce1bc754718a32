"""The tray of deeds about groups: one file is one step in a group's life."""
