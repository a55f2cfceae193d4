"""What the software rests on, in words: sentences of the review, the glossary, and the paper's own inconsistencies."""
