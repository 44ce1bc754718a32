"""How issues and questions travel to other systems and back: one file a format."""
