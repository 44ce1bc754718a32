"""Binary documents of before 2007: one file for each kind of stream in a compound file."""
