"""How near predictions come to the truth, beside baselines and with intervals."""
