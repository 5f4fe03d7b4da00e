-- Who may send and read. The secret of a key is not here, only its hash.
CREATE TABLE IF NOT EXISTS api_keys (
    id           CHAR(12) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL COMMENT 'the part of the key that may be shown',
    name         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL,
    scope        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL COMMENT 'ingest, read or admin',
    node         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin NULL COMMENT 'of an ingest key, the one node that it may send for',
    secret_hash  BINARY(32) NOT NULL COMMENT 'SHA-256 of the 256 random bits of the secret',
    created_at   DATETIME(6) NOT NULL COMMENT 'UTC, as all times here',
    last_used_at DATETIME(6) NULL COMMENT 'to about a minute',
    expires_at   DATETIME(6) NULL COMMENT 'of a key that was rotated: until then it holds beside its successor',
    revoked_at   DATETIME(6) NULL,
    active_name  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin
                 AS (IF(expires_at IS NULL AND revoked_at IS NULL, name, NULL)) STORED COMMENT 'so that a name is active once',
    PRIMARY KEY (id),
    UNIQUE KEY api_keys_active (active_name),
    KEY api_keys_name (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
