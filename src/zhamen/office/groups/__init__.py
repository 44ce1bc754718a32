"""Groups in the office: the register, who answers for a group, and what two must sign."""
