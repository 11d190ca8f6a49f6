"""Pledges of aid: who promised what to whom, and did it arrive."""
