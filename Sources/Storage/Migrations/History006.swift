extension Migration {
    /// Who asked: the ids of the organisation, the team and the user that a caller belongs to.
    ///
    /// Rows of earlier schemas know nothing of it, so their profiles stay right. The indexes are partial: requests of
    /// keys that belong to nobody are in none of them.
    static let history006 = Migration(
        number: 6,
        sql: """
            ALTER TABLE exchanges ADD COLUMN organisation_id TEXT;
            ALTER TABLE exchanges ADD COLUMN team_id TEXT;
            ALTER TABLE exchanges ADD COLUMN user_id TEXT;
            ALTER TABLE profiles ADD COLUMN organisation_id TEXT;
            ALTER TABLE profiles ADD COLUMN team_id TEXT;
            ALTER TABLE profiles ADD COLUMN user_id TEXT;
            CREATE INDEX exchanges_organisation ON exchanges (organisation_id, started_us)
                WHERE organisation_id IS NOT NULL;
            CREATE INDEX exchanges_team ON exchanges (team_id, started_us) WHERE team_id IS NOT NULL;
            CREATE INDEX exchanges_user ON exchanges (user_id, started_us) WHERE user_id IS NOT NULL;
            """
    )
}
