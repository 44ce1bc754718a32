"""Five-minute study issues (班组五分钟): data, checking, rendering, exchange; no web, no store."""
