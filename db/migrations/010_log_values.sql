-- Which logs hold a value (an address, an id, a name): one row per value and batch, by a hash of the value and the times of
-- the logs. What is found here is looked at in the log itself, so a row may outlive its log. Within six hours by hash, so
-- that rows go into pages that are in memory, and old ones go as one range.
CREATE TABLE IF NOT EXISTS log_values (
    segment    DATETIME NOT NULL COMMENT 'the start of the six hours of the timestamp, UTC',
    value_hash INT UNSIGNED NOT NULL,
    timestamp  DATETIME(6) NOT NULL COMMENT 'of the newest log of the batch that holds the value',
    earlier    VARBINARY(16000) NOT NULL COMMENT 'of the others: microseconds before it, 5 bytes each, big-endian',
    PRIMARY KEY (segment, value_hash, timestamp)
) ENGINE = InnoDB;
