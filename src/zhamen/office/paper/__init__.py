"""What goes to paper: one kind of sheet, set as PDF and written as a workbook."""
