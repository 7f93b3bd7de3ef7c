-- Which pages prove something is asked for when others are forgotten.
CREATE INDEX harvest_page_at ON harvest_page (at);
CREATE INDEX published_item_page ON published_item (page);
CREATE INDEX published_history_page ON published_history (page);
