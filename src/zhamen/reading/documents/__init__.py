"""Documents: what the readers of office files, OFD and the like share."""
