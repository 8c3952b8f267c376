"""Proving later what was worked out: results read again and worked out again, signatures, and the log of assessments."""
