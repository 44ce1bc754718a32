"""Rich Text Format: its tokens, its letters and its groups."""
