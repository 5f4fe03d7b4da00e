-- What a run of a timer tells while it goes on, and which slot of its schedule was done last, by any worker.
ALTER TABLE timer_runs
    MODIFY COLUMN last_started DATETIME(6) NULL COMMENT 'null before the first run',
    ADD COLUMN IF NOT EXISTS done_slot DATETIME(6) NULL COMMENT 'the newest slot of the schedule whose run came to its end, UTC',
    ADD COLUMN IF NOT EXISTS done BIGINT NULL COMMENT 'what the run has done so far',
    ADD COLUMN IF NOT EXISTS remaining BIGINT NULL COMMENT 'what it knew to be left when that was noted',
    ADD COLUMN IF NOT EXISTS progress_at DATETIME(6) NULL;

-- How far each backfill came: every id up to the position was looked at. A goal (a model, a canon version) has its own.
CREATE TABLE IF NOT EXISTS backfill_cursors (
    name       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL,
    goal       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL,
    position   BIGINT NOT NULL,
    updated_at DATETIME(6) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (name, goal)
) ENGINE = InnoDB;
