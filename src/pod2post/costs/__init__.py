"""What a run takes: prices, budget, forecast, account."""
