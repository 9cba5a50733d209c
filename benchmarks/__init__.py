"""One command a figure; run them through make."""
