"""The unit's workspace under `/kerja/`: fetch in scope, form, act, message, redirect."""
