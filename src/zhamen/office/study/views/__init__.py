"""Pages of study, one file a desk."""
