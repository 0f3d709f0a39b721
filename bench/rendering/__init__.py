"""The marks of rendering: speed against bare ffmpeg and MoviePy, edits, memory, many jobs, quality."""
