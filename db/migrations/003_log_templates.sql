-- One row per canonical text and version of the canonicalization rules. The text of a row never changes.
CREATE TABLE IF NOT EXISTS log_templates (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    canonical_text  MEDIUMTEXT NOT NULL,
    canon_hash      BINARY(16) NOT NULL COMMENT 'first 16 bytes of SHA-256 over version and text',
    canon_version   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL
                    COMMENT 'a number, or the name of foreign rules whose templates were taken over',
    embedding_model VARCHAR(255) NULL COMMENT 'of the vector that is served; null while there is none',
    embedding_dim   INT NULL,
    chunk_version   INT NULL COMMENT 'the rule that cut an over-long text before it was embedded',
    first_seen      DATETIME(6) NOT NULL,
    last_seen       DATETIME(6) NOT NULL,
    created_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'when it was created or last embedded',
    PRIMARY KEY (id),
    UNIQUE KEY canon_hash (canon_hash),
    KEY updated_at (updated_at),
    KEY first_seen (first_seen)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- No foreign key: a log is stored whether or not its template is known yet.
ALTER TABLE log_events
    ADD COLUMN IF NOT EXISTS template_id BIGINT UNSIGNED NULL,
    ADD KEY IF NOT EXISTS template (template_id, timestamp);
