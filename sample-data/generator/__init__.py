"""Parts of the sample data generator; `generate.py` one folder up is the program."""
