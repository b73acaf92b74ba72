"""Processors, memory, devices, and processes that train together."""
