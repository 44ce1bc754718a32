"""Read, detect, judge: from passages to a decision. The detectors are a tray."""
