"""The overview for leaders: where the cases stand, who takes part, what is sent back and why, how fast answers come.

Only reads. Sums count the whole region, as the front page of the festival does; whatever names a case, and every
link, keeps to what the reader may see (`scope`).
"""
