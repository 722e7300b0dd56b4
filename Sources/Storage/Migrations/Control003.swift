extension Migration {
    /// The third schema of control.db: the priority class of a key, `default` for those that are there.
    static let control003 = Migration(
        number: 3,
        sql: """
            ALTER TABLE client_keys ADD COLUMN priority TEXT NOT NULL DEFAULT 'default'
                CHECK (priority IN ('critical', 'default', 'sheddable'));
            """
    )
}
