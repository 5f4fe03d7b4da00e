-- The latest heartbeat of each node's shipper.
CREATE TABLE IF NOT EXISTS node_heartbeats (
    node        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL,
    received_at DATETIME(6) NOT NULL COMMENT 'UTC, by the clock of the server',
    heartbeat   MEDIUMTEXT NOT NULL COMMENT 'one JSON object as the wire has it, checked before it is stored',
    PRIMARY KEY (node)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
