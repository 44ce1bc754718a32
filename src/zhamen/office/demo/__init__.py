"""A fictional office (示例) to look around in, and one of the size of a combine to measure with."""
