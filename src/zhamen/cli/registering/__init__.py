"""What can be done with a register, one file an action: `zhamen register ACTION`."""
