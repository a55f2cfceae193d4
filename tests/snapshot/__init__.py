"""The words of every page as text files, so that two states of the code can be compared with diff."""
