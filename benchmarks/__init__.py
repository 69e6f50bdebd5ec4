"""Runs that anyone can repeat: accuracy, speed, memory.

Not here: tests, which pass or fail, and code of the product.
"""
