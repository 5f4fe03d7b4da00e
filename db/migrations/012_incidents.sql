-- Explanations that were given. One that a person keeps is an incident; the others are forgotten after a day. The answer is
-- kept whole, with the log lines that it cites, because it has to outlive them.
CREATE TABLE IF NOT EXISTS incidents (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    created_at  DATETIME(6) NOT NULL COMMENT 'UTC',
    kept_at     DATETIME(6) NULL COMMENT 'null until somebody keeps it',
    title       VARCHAR(300) NULL,
    question    TEXT NOT NULL,
    since       DATETIME(6) NOT NULL COMMENT 'of the window, inclusive, UTC',
    until       DATETIME(6) NOT NULL COMMENT 'exclusive',
    nodes       TEXT NOT NULL COMMENT 'separated by commas; empty is the whole fleet',
    verdict     ENUM('explained', 'inconclusive', 'healthy') COLLATE utf8mb4_general_ci NOT NULL,
    cause_kind  VARCHAR(100) NULL,
    summary     TEXT NOT NULL,
    weight      DOUBLE NOT NULL COMMENT 'the sum of its weights in incident_templates',
    answer      MEDIUMTEXT NOT NULL COMMENT 'the whole answer, one JSON object as the wire has it',
    judged      ENUM('right', 'wrong') COLLATE utf8mb4_general_ci NULL,
    judged_at   DATETIME(6) NULL,
    judged_note TEXT NULL,
    PRIMARY KEY (id),
    KEY kept_at (kept_at, created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- What was unusual in an incident, by template: incidents that share much of it look alike.
CREATE TABLE IF NOT EXISTS incident_templates (
    template_id BIGINT UNSIGNED NOT NULL,
    incident_id BIGINT UNSIGNED NOT NULL,
    weight      DOUBLE NOT NULL,
    PRIMARY KEY (template_id, incident_id),
    KEY incident (incident_id),
    CONSTRAINT incident_of_template FOREIGN KEY (incident_id) REFERENCES incidents (id) ON DELETE CASCADE
) ENGINE = InnoDB;
