-- The last run of each timer, over all workers: what GET /stats shows of the background work.
CREATE TABLE IF NOT EXISTS timer_runs (
    name          VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL,
    last_started  DATETIME(6) NOT NULL,
    last_finished DATETIME(6) NULL COMMENT 'null while it runs, or when it was killed',
    outcome       TEXT NULL COMMENT 'one line: what was done, or why not',
    PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
