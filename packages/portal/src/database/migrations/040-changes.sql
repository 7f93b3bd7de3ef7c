-- What changed since: harvesters of OAI-PMH and feeds read by time.
CREATE INDEX published_modified ON published_item (modified, id);
CREATE INDEX published_withdrawn ON published_history (at, id) WHERE record IS NULL;
