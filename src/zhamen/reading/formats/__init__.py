"""The tray of formats: one file each, exporting `FORMAT`; see formatting.Format."""
