"""Archives: containers of many files, each with its own layout and its own lies."""
