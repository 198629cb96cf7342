"""Reports of meeting services: read, understood and matched with the people of a run. Pure."""
