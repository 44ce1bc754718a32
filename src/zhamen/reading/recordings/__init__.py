"""Sound and film: what a container holds, what is shown, what is heard."""
