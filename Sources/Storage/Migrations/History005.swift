extension Migration {
    /// What routing and retrying did: route, targets passed over, why no more was tried, copies, reasons of attempts.
    ///
    /// Rows of earlier schemas know nothing of it, so their profiles stay right. The indexes are partial: a request
    /// that its first target answered is in none of them. A statement holds their conditions in these very words.
    static let history005 = Migration(
        number: 5,
        sql: """
            ALTER TABLE exchanges ADD COLUMN model_route TEXT;
            ALTER TABLE exchanges ADD COLUMN passed_over TEXT;
            ALTER TABLE exchanges ADD COLUMN retry_stop TEXT;
            ALTER TABLE exchanges ADD COLUMN shadow_of TEXT;
            ALTER TABLE attempts ADD COLUMN reason TEXT;
            ALTER TABLE attempts ADD COLUMN backoff_us INTEGER;
            ALTER TABLE attempts ADD COLUMN probe INTEGER;
            ALTER TABLE attempts ADD COLUMN estimated_cost_nanousd INTEGER;
            ALTER TABLE profiles ADD COLUMN model_route TEXT;
            ALTER TABLE profiles ADD COLUMN retry_stop TEXT;
            ALTER TABLE profiles ADD COLUMN is_shadow INTEGER NOT NULL DEFAULT 0;
            CREATE INDEX exchanges_routing ON exchanges (started_us)
                WHERE passed_over IS NOT NULL OR retry_stop IS NOT NULL OR shadow_of IS NOT NULL;
            CREATE INDEX exchanges_shadow_of ON exchanges (shadow_of) WHERE shadow_of IS NOT NULL;
            CREATE INDEX attempts_reason ON attempts (reason) WHERE reason <> 'first';
            """
    )
}
