#!/usr/bin/env python
"""Runs Annulus's commands: migrate, demo, serve, sweep, trajectory and the rest (`manage.py help`)."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annulus.settings")
    execute_from_command_line(sys.argv)
