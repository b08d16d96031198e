"""The people, whom they follow, and the influencers among them."""
