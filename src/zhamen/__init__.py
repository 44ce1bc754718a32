"""Zhamen 闸门: no secret leaves through a chat."""

__version__ = "0.1.0"
