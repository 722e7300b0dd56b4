package import Exchange
import GRDB
package import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension HistoryFiles {
    /// The days as they lie on the disk, oldest first, with what `retention` needs to know of them.
    ///
    /// Everything whose name begins with a day's belongs to it: its file, what lies beside that, and damaged files that
    /// were put aside. Rows are counted only for keys that a rule is about, in days that a rule may look into.
    package func stored(for retention: Retention, now: WallTime) throws(StorageError) -> [StoredDay] {
        var bytes: [CivilDay: Int64] = [:]
        for (day, names) in try names() {
            bytes[day] = names.reduce(0) { $0 + size(of: $1) }
        }
        let open = retention.rules.isEmpty ? [] : Set(retention.trimmable(bytes.keys, now: now))
        var stored: [StoredDay] = []
        for (day, size) in bytes.sorted(by: { $0.key < $1.key }) {
            let counts = open.contains(day) ? try DayCounts.read(self, day, retention) : DayCounts()
            stored.append(StoredDay(day: day, bytes: size, rows: counts.rows, keys: counts.keys))
        }
        return stored
    }

    /// Takes a day out of sight: from now on nobody finds it; `deleteAll` gives its room back.
    ///
    /// A name changes in no time, while to free a large file takes the longer the larger it is.
    package func hide(_ day: CivilDay) -> Bool {
        // The log first: a file without its log is whole, a log without its file is nothing.
        for suffix in ["-wal", "-shm"] { unlink(path(day) + suffix) }
        return rename(path(day), "\(folder)/\(day).gone") == 0 || errno == ENOENT
    }

    /// Deletes everything that belongs to a day; true when it is gone.
    ///
    /// What is left of a deletion that was interrupted still begins with the day's name, so the next one takes it.
    func deleteAll(_ day: CivilDay) throws(StorageError) -> Bool {
        guard hide(day) else { return false }
        deleteSearch(day)
        var isGone = delete(day)
        for name in try names()[day] ?? [] where unlink("\(folder)/\(name)") != 0 && errno != ENOENT { isGone = false }
        return isGone
    }

    /// The names in the folder by the day they begin with.
    private func names() throws(StorageError) -> [CivilDay: [String]] {
        guard let handle = opendir(folder) else {
            if errno == ENOENT { return [:] }
            throw .directory(path: folder, reason: SystemFault.text)
        }
        defer { closedir(handle) }
        var names: [CivilDay: [String]] = [:]
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let dot = name.firstIndex(of: "."), let day = CivilDay(name[..<dot]) else { continue }
            names[day, default: []].append(name)
        }
        return names
    }

    private func size(of name: String) -> Int64 {
        var facts = stat()
        // What the disk gives back, which for files with holes is less than their length.
        return lstat("\(folder)/\(name)", &facts) == 0 ? Int64(facts.st_blocks) * 512 : 0
    }
}

/// How much of a day belongs to the keys that rules are about.
struct DayCounts {
    var rows: Int64 = 0
    var keys: [StoredDay.Key] = []

    /// Counts; a damaged file counts nothing, so that it does not keep the others from being swept.
    static func read(_ files: HistoryFiles, _ day: CivilDay, _ retention: Retention) throws(StorageError) -> DayCounts {
        guard let queue = try? DayFile(files: files, day: day).open() else { return DayCounts() }
        defer { try? queue.close() }
        return try StorageError.wrapping {
            try queue.read { database in
                var counts = DayCounts()
                counts.rows = try Int64.fetchOne(database, sql: "SELECT count(*) FROM exchanges") ?? 0
                for name in try names(in: database) {
                    guard let rule = retention.rules.first(where: { $0.matches(name ?? "") }) else { continue }
                    guard try !isTrimmed(name, rule.keeps, in: database) else { continue }
                    counts.keys.append(try count(name, in: database))
                }
                return counts
            }
        }
    }

    /// The names of the day's keys, by jumping from one to the next in their index.
    private static func names(in database: Database) throws -> [String?] {
        let isAnonymous = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM exchanges WHERE key_name IS NULL)"
        )
        let names = try String.fetchAll(
            database,
            sql: """
                WITH RECURSIVE names (name) AS (
                    SELECT min(key_name) FROM exchanges
                    UNION ALL
                    SELECT (SELECT min(key_name) FROM exchanges WHERE key_name > names.name)
                    FROM names WHERE names.name IS NOT NULL
                )
                SELECT name FROM names WHERE name IS NOT NULL
                """
        )
        return (isAnonymous == true ? [nil] : []) + names
    }

    /// True when the key's rows, or their words, were deleted before: closed days gain none.
    private static func isTrimmed(_ name: String?, _ keeps: RetentionRule.Rest, in database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM trims WHERE is_complete AND key_name IS ? AND keeps IN (?, 'off'))",
            arguments: [name, keeps.rawValue]
        ) == true
    }

    private static func count(_ name: String?, in database: Database) throws -> StoredDay.Key {
        let rows = try Int64.fetchOne(
            database,
            sql: "SELECT count(*) FROM exchanges WHERE key_name IS ?",
            arguments: [name]
        )
        let talks = try Int64.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM exchanges e JOIN turns t ON t.request_id = e.request_id WHERE e.key_name IS ?
                """,
            arguments: [name]
        )
        return StoredDay.Key(name: name, rows: rows ?? 0, talks: talks ?? 0)
    }
}
