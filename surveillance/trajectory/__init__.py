"""The pure core: histories of sizes in, growth, course, windows and heading out."""
