"""Where listeners find an episode: what platforms list, held against what is known of it."""
