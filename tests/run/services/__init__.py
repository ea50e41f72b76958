"""services - what the stand-in can play: one file for each vendor."""
