"""Drives the built program from outside, as its users and their enemies do, and judges what it answers."""
