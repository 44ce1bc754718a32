"""Photographs of documents that never existed: drawn, then spoiled as a telephone spoils them."""
