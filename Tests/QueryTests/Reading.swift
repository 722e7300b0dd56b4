import Exchange
import Query

/// The present time of the tests: 2026-11-23T12:00:00Z.
let noon = WallTime(nanoseconds: 1_795_435_200_000_000_000)

/// Reads a query at noon.
func read(_ text: String) throws(QueryRefusal) -> HistoryQuery { try HistoryQuery.parse(text, now: noon) }

/// What is wrong with a query; empty when nothing is.
func problems(_ text: String) -> [QueryDiagnostic] {
    do throws(QueryRefusal) {
        _ = try read(text)
        return []
    } catch {
        return error.diagnostics
    }
}

/// The condition and the values of a query's count, without the count's own words and bound.
func condition(_ text: String) throws -> (sql: String, values: [SQLValue]) {
    let statement = try read(text).count(upTo: 1).statement
    let sql = statement.text.dropFirst("SELECT count(*) FROM (SELECT 1 FROM exchanges WHERE ".count)
    return (String(sql.dropLast(" LIMIT ?)".count)), Array(statement.values.dropLast()))
}

/// A time in microseconds since 1970, `seconds` away from noon.
func fromNoon(_ seconds: Int64) -> Int64 { noon.microseconds + seconds * 1_000_000 }

/// Random numbers that are the same in every run: SplitMix64 (prng.di.unimi.it/splitmix64.c).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
