"""The director: from a brief to a script that fits its voice, and from a scene to its prompt."""
