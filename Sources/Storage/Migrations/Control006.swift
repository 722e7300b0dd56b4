extension Migration {
    /// By which issuer and under which name there a user is known who comes with a token.
    ///
    /// Two users are never the same to an issuer; both are compared by their bytes.
    static let control006 = Migration(
        number: 6,
        sql: """
            ALTER TABLE users ADD COLUMN issuer TEXT;
            ALTER TABLE users ADD COLUMN subject TEXT CHECK ((issuer IS NULL) = (subject IS NULL));
            CREATE UNIQUE INDEX users_identity ON users (issuer, subject) WHERE issuer IS NOT NULL;
            """
    )
}
