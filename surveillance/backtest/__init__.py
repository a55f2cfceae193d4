"""The published cases through the engine, told step by step: what it would have said, when, and what it missed."""
