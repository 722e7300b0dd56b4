import Exchange

/// How often a key was used that is no longer good.
struct RefusedUse: Sendable, Hashable {
    let keyID: String
    let keyName: String
    /// How often it was used though it was revoked.
    var revoked: Int64
    /// How often it, or the token, was used though it had expired.
    var expired: Int64
    /// How often it was used though what it belongs to was disabled.
    var disabled: Int64 = 0
}

/// Decides when uses of keys that are no longer good are written down: the first at once, later ones with their count.
///
/// Bounded by the number of keys: of each there is one entry an hour at most, whoever presents it how often.
struct RefusedUses: Sendable {
    /// How long a key's further uses are only counted.
    static let interval = Duration.seconds(3_600)

    private var told: [String: WallTime] = [:]
    private var waiting: [String: RefusedUse] = [:]

    /// Takes uses and returns those that are to be written down now, by the keys' ids; all of them at the end.
    mutating func due(_ uses: [RefusedUse], at wall: WallTime, isFinal: Bool = false) -> [RefusedUse] {
        add(uses)
        // A clock that was put back silences nobody.
        told = told.filter { $0.value <= wall && wall < $0.value + Self.interval }
        let due = waiting.values.filter { isFinal || told[$0.keyID] == nil }.sorted { $0.keyID < $1.keyID }
        for use in due {
            waiting[use.keyID] = nil
            told[use.keyID] = wall
        }
        return due
    }

    /// Takes uses back that could not be written down; they are due again.
    mutating func putBack(_ uses: [RefusedUse]) {
        add(uses)
        for use in uses { told[use.keyID] = nil }
    }

    private mutating func add(_ uses: [RefusedUse]) {
        for use in uses {
            var sum = waiting[use.keyID] ?? RefusedUse(keyID: use.keyID, keyName: use.keyName, revoked: 0, expired: 0)
            sum.revoked = Self.sum(sum.revoked, use.revoked)
            sum.expired = Self.sum(sum.expired, use.expired)
            sum.disabled = Self.sum(sum.disabled, use.disabled)
            waiting[use.keyID] = sum
        }
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, isTooMuch) = left.addingReportingOverflow(right)
        return isTooMuch ? .max : sum
    }
}
