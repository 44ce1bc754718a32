"""What can be done with study issues, one file an action: `zhamen study ACTION`."""
