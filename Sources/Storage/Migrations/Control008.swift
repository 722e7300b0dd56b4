extension Migration {
    /// The fifth schema of control.db: when a credential that another has taken the place of is disabled.
    static let control008 = Migration(
        number: 8,
        sql: """
            ALTER TABLE credentials ADD COLUMN ends_us INTEGER;
            CREATE INDEX credentials_end ON credentials (ends_us) WHERE ends_us IS NOT NULL;
            """
    )
}
