"""The tray of verbs: one file each, exporting `VERB`; see cli.verb.Verb."""
