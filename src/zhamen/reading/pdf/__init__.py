"""What formats/pdf.py is made of: objects as they stand in the file, pages, pictures, revisions."""
