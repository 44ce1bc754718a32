"""Tests of the register; a package, so that they share their invented documents."""
