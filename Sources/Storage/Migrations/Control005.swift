extension Migration {
    /// The fifth schema of control.db: what was spent of budgets, and a count of changes to keys.
    ///
    /// A purse is one principal's share of one budget in one period; what was spent of it is the sum of its charges,
    /// each of one exchange. Charges come often and change no key, so those who hold keys in memory look at the count,
    /// which a key's last use does not raise.
    static let control005 = Migration(
        number: 5,
        sql: """
            CREATE TABLE budget_purses (
                id INTEGER PRIMARY KEY,
                budget TEXT NOT NULL,
                subject TEXT NOT NULL,
                period_us INTEGER NOT NULL,
                spent_nanousd INTEGER NOT NULL CHECK (spent_nanousd >= 0),
                updated_us INTEGER NOT NULL,
                UNIQUE (budget, subject, period_us)
            ) STRICT;
            CREATE INDEX budget_purses_updated ON budget_purses (updated_us);
            CREATE TABLE budget_charges (
                request_id BLOB NOT NULL CHECK (length(request_id) = 16),
                purse_id INTEGER NOT NULL REFERENCES budget_purses (id) ON DELETE CASCADE,
                cost_nanousd INTEGER NOT NULL CHECK (cost_nanousd >= 0),
                PRIMARY KEY (request_id, purse_id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX budget_charges_purse ON budget_charges (purse_id);
            CREATE TABLE key_changes (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                count INTEGER NOT NULL
            ) STRICT;
            INSERT INTO key_changes (id, count) VALUES (1, 0);
            \(["client_keys", "client_tokens", "organisations", "teams", "users"].map(counting).joined())
            """
    )

    private static func counting(_ table: String) -> String {
        let unless = table == "client_keys" ? "WHEN old.last_used_us IS new.last_used_us " : ""
        return [("insert", ""), ("update", unless), ("delete", "")].map { event, condition in
            """
            CREATE TRIGGER \(table)_\(event)_counts AFTER \(event.uppercased()) ON \(table) \(condition)BEGIN
                UPDATE key_changes SET count = count + 1 WHERE id = 1;
            END;

            """
        }.joined()
    }
}
