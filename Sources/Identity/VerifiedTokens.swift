import Crypto
package import Exchange

/// The SHA-256 of a whole token, signature included; a part of a token would stand for every token that has it.
package struct TokenDigest: Sendable, Hashable {
    private let words: SIMD4<UInt64>

    /// Hashes a token.
    package init(of token: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: token)
        words = hash.finalize().withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }
}

/// Remembers tokens that were verified, each for at most 60 seconds and never past its end.
///
/// Bounded: when it is full, the one that came first goes, and is counted when it was still good.
package struct VerifiedTokens: Sendable {
    /// How long a token is remembered at most.
    package static let longest = Duration.seconds(60)

    private struct Entry: Sendable {
        var claims: VerifiedClaims
        var until: Moment
    }

    private let capacity: Int
    private var entries: [TokenDigest: Entry] = [:]
    // a ring: those that came first are overwritten first
    private var order: [TokenDigest] = []
    private var oldest = 0
    /// How many were forgotten while they were still good, as there was no room.
    package private(set) var forgotten: UInt64 = 0

    /// Makes a memory for so many tokens, at least 1.
    package init(capacity: Int = 4_096) {
        self.capacity = max(1, capacity)
    }

    /// How many are remembered, those included whose time is over but whose place nobody needed.
    package var count: Int { entries.count }

    /// The claims of a token that is remembered and whose time is not over.
    package func claims(of digest: TokenDigest, at now: Moment) -> VerifiedClaims? {
        guard let entry = entries[digest], now < entry.until else { return nil }
        return entry.claims
    }

    /// Remembers a token that was verified at `now`, while the wall clock showed `wall`.
    ///
    /// A token that lives on leeway alone is not remembered.
    package mutating func remember(
        _ claims: VerifiedClaims,
        of digest: TokenDigest,
        at now: Moment,
        wall: WallTime
    ) {
        guard wall < claims.expires else { return }
        let (left, isTooMuch) = claims.expires.nanoseconds.subtractingReportingOverflow(wall.nanoseconds)
        let entry = Entry(
            claims: claims,
            until: now + (isTooMuch ? Self.longest : min(Self.longest, .nanoseconds(left)))
        )
        if entries.updateValue(entry, forKey: digest) == nil { place(digest, at: now) }
    }

    /// Forgets everything, as when other issuers are trusted; not counted in `forgotten`.
    package mutating func forgetAll() {
        entries.removeAll()
        order.removeAll()
        oldest = 0
    }

    private mutating func place(_ digest: TokenDigest, at now: Moment) {
        guard order.count == capacity else {
            order.append(digest)
            return
        }
        if let gone = entries.removeValue(forKey: order[oldest]), now < gone.until { forgotten &+= 1 }
        order[oldest] = digest
        oldest = oldest + 1 == capacity ? 0 : oldest + 1
    }
}
