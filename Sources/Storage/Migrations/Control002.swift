extension Migration {
    /// The second schema of control.db: the audit trail, to which rows are only ever added.
    ///
    /// Triggers refuse to change a row, to put another in its place, and to remove one that is younger than
    /// `audit_bound` says; only a trim moves that bound, and puts it back in the same transaction.
    static let control002 = Migration(
        number: 2,
        sql: """
            CREATE TABLE audit (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                at_us INTEGER NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                detail TEXT NOT NULL CHECK (substr(detail, 1, 1) = '{'),
                result TEXT NOT NULL CHECK (result IN ('ok', 'refused'))
            ) STRICT;
            CREATE INDEX audit_time ON audit (at_us);
            CREATE TABLE audit_bound (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                before_us INTEGER NOT NULL
            ) STRICT;
            INSERT INTO audit_bound (id, before_us) VALUES (1, -9223372036854775808);
            CREATE TRIGGER audit_change BEFORE UPDATE ON audit BEGIN
                SELECT RAISE(ABORT, 'the audit trail is only added to');
            END;
            CREATE TRIGGER audit_replacement BEFORE INSERT ON audit
            WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN
                SELECT RAISE(ABORT, 'the audit trail is only added to');
            END;
            CREATE TRIGGER audit_removal BEFORE DELETE ON audit
            WHEN OLD.at_us >= coalesce((SELECT before_us FROM audit_bound WHERE id = 1), OLD.at_us) BEGIN
                SELECT RAISE(ABORT, 'the audit trail is only added to');
            END;
            """
    )
}
