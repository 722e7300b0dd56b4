package import Exchange
import GRDB

extension ControlStore {
    /// How long charges are kept at least: longer than the longest period, so that every open purse can be added up.
    private static let chargeDays: Int64 = 35
    /// How long purses are kept at least.
    private static let purseDays: Int64 = 400
    /// So many charges are removed in one transaction.
    private static let trimmedAtOnce = 10_000

    /// Writes down what exchanges spent, each at most once for each budget, all in one transaction.
    ///
    /// What is written already changes nothing. The sum of a purse is changed in the same transaction as its charges.
    package func charge(_ entries: [SpendEntry], at now: WallTime) throws(StorageError) {
        guard !entries.isEmpty else { return }
        try StorageError.wrapping {
            try queue.write { database in
                for entry in entries {
                    for charge in entry.charges { try Self.charge(charge, entry, at: now, in: database) }
                }
            }
        }
    }

    /// What was spent in every period that may not be over, and in the one before; the order does not matter.
    package func spent(at now: WallTime) throws(StorageError) -> [BudgetCharge] {
        let since = now + .seconds(-86_400 * Self.chargeDays)
        return try StorageError.wrapping {
            try queue.read { database in
                try Row.fetchAll(
                    database,
                    sql: "SELECT * FROM budget_purses WHERE updated_us >= ?",
                    arguments: [since.microseconds]
                ).map(Self.charge)
            }
        }
    }

    /// The purses of a budget or of all, newest period first; at most 10,000.
    package func purses(of budget: String? = nil, limit: Int = 1_000) throws(StorageError) -> [BudgetCharge] {
        try StorageError.wrapping {
            try queue.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM budget_purses WHERE :budget IS NULL OR budget = :budget
                        ORDER BY period_us DESC, budget, subject LIMIT :limit
                        """,
                    arguments: ["budget": budget, "limit": min(max(limit, 0), 10_000)]
                ).map(Self.charge)
            }
        }
    }

    /// The purses whose sum is not that of their charges.
    ///
    /// Of those whose charges are all kept; there are none unless somebody else changed the file.
    package func unbalancedPurses(at now: WallTime) throws(StorageError) -> [BudgetCharge] {
        let since = now + .seconds(-86_400 * 31)
        return try StorageError.wrapping {
            try queue.read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM budget_purses WHERE period_us >= ? AND spent_nanousd <>
                            (SELECT coalesce(sum(cost_nanousd), 0) FROM budget_charges WHERE purse_id = budget_purses.id)
                        """,
                    arguments: [since.microseconds]
                ).map(Self.charge)
            }
        }
    }

    /// Removes charges and purses that matter no more; how many charges they were.
    @discardableResult
    package func trimCharges(at now: WallTime) throws(StorageError) -> Int {
        let before = ULID(at: now + .seconds(-86_400 * Self.chargeDays), random: (0, 0))
        var count = 0
        while true {
            let removed = try trimOnce(before)
            count += removed
            if removed < Self.trimmedAtOnce { break }
        }
        let bound = (now + .seconds(-86_400 * Self.purseDays)).microseconds
        try StorageError.wrapping {
            try queue.write {
                try $0.execute(sql: "DELETE FROM budget_purses WHERE updated_us < ?", arguments: [bound])
            }
        }
        return count
    }

    private func trimOnce(_ before: ULID) throws(StorageError) -> Int {
        try StorageError.wrapping {
            try queue.write { database in
                try database.execute(
                    sql: """
                        DELETE FROM budget_charges WHERE (request_id, purse_id) IN
                            (SELECT request_id, purse_id FROM budget_charges WHERE request_id < ? LIMIT ?)
                        """,
                    arguments: [before.bytes.blob, Self.trimmedAtOnce]
                )
                return database.changesCount
            }
        }
    }

    private static func charge(
        _ charge: BudgetCharge,
        _ entry: SpendEntry,
        at now: WallTime,
        in database: Database
    ) throws {
        let id = entry.request.ulid.bytes.blob
        if entry.isRecovered, try isCharged(id, charge.budget, in: database) { return }
        let cost = max(charge.cost.nanoUSD, 0)
        let purse = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    INSERT INTO budget_purses (budget, subject, period_us, spent_nanousd, updated_us)
                    VALUES (?, ?, ?, 0, ?)
                    ON CONFLICT (budget, subject, period_us) DO UPDATE SET updated_us = excluded.updated_us
                    RETURNING id
                    """
            ),
            arguments: [charge.budget, charge.subject, charge.period.microseconds, now.microseconds]
        )
        let insert = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO budget_charges (request_id, purse_id, cost_nanousd) VALUES (?, ?, ?)"
        )
        try insert.execute(arguments: [id, purse, cost])
        guard database.changesCount == 1 else { return }
        let add = try database.cachedStatement(
            // a sum beyond what 64 bits hold would become a floating number
            sql: """
                UPDATE budget_purses SET spent_nanousd =
                    CASE WHEN spent_nanousd > 9223372036854775807 - :cost THEN 9223372036854775807
                        ELSE spent_nanousd + :cost END
                WHERE id = :purse
                """
        )
        try add.execute(arguments: ["cost": cost, "purse": purse])
    }

    private static func isCharged(_ id: DatabaseValue, _ budget: String, in database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM budget_charges JOIN budget_purses ON budget_purses.id = purse_id
                    WHERE request_id = ? AND budget = ?)
                """,
            arguments: [id, budget]
        ) ?? false
    }

    private static func charge(_ row: Row) -> BudgetCharge {
        BudgetCharge(
            budget: row["budget"],
            subject: row["subject"],
            period: row.wall("period_us") ?? WallTime(nanoseconds: 0),
            cost: Cost(nanoUSD: row["spent_nanousd"])
        )
    }
}

extension ULID {
    /// The 16 bytes, in the order of time.
    fileprivate var bytes: [UInt8] {
        [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) } }
    }
}
