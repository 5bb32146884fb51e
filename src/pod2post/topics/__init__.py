"""Where an episode changes its subject. Pure: values in, values out."""
