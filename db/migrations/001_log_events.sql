-- One row per log event. Clustered by time, because every list and every time window reads it in that order; the id
-- names a row from outside. All times are UTC. A list by node, service or level reads one short range per level and
-- merges them, so "this level or worse" is as quick as a single level.
CREATE TABLE IF NOT EXISTS log_events (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    timestamp   DATETIME(6) NOT NULL COMMENT 'when the sender says it happened',
    received_at DATETIME(6) NOT NULL COMMENT 'when the server took it in',
    event_key   BINARY(16) NOT NULL COMMENT 'hash of node and cursor, or of the whole entry when it has no cursor',
    node        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL,
    service     VARCHAR(255) NOT NULL COMMENT 'as sent: the unit with its suffix, else the identifier',
    level       ENUM('emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug')
                CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL,
    message     MEDIUMTEXT NOT NULL COMMENT 'at most 64 KiB, one byte more than TEXT holds',
    `cursor`    VARCHAR(1024) NULL COMMENT 'the position that the sender gave, opaque',
    fields      MEDIUMTEXT NULL COMMENT 'the other fields of the journal, one JSON object, checked before it is stored',
    flags       SET('clock') CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL DEFAULT '',
    PRIMARY KEY (timestamp, id),
    UNIQUE KEY event (timestamp, event_key),
    KEY id (id),
    KEY node (node, level, timestamp),
    KEY service (service, level, timestamp),
    KEY level (level, timestamp)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
