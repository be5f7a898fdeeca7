"""Reads of target lists: the policy, the board, the waiting lists, the history."""
