"""The tray of deeds: one file is one step in the life of a classified document."""
