"""Mail: headers, attachments inside text, Outlook's properties, signatures."""
