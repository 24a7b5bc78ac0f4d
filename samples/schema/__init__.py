from .model import Column, Schema, Table

__all__ = ["Column", "Schema", "Table"]
