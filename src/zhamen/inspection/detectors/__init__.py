"""The tray of detectors: one file each, exporting `DETECTOR`; see detecting.Detector."""
