"""The tray of gates: other people's protocols. A gate takes no decision; the gatehouse does."""
