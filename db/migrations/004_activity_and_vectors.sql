-- How many logs of a template a node had in an hour: written in the transaction of the rows, for rows really inserted.
CREATE TABLE IF NOT EXISTS template_activity (
    template_id BIGINT UNSIGNED NOT NULL,
    node        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL,
    hour        DATETIME NOT NULL COMMENT 'the start of the hour of the timestamp, UTC',
    count       BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (template_id, node, hour),
    KEY node (node, hour)
) ENGINE = InnoDB;

-- Each model keeps its vectors in tables of its own, named by its id: template_vectors_<id>. One model is served.
CREATE TABLE IF NOT EXISTS embedding_models (
    id         INT UNSIGNED NOT NULL AUTO_INCREMENT,
    model      VARCHAR(255) NOT NULL,
    dim        INT NOT NULL,
    served     BOOLEAN NOT NULL DEFAULT FALSE,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    UNIQUE KEY model (model, dim)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
