import Exchange
import GRDB
import Policy
import Synchronization

/// All tokens at one moment; immutable but for the minutes of last use.
final class KeySnapshot: Sendable {
    private let entries: [TokenDigest: Entry]
    /// Whom keys and tokens can belong to.
    let principals: PrincipalRows

    /// Takes the rows, carrying over the uses that were not yet written down.
    init(_ rows: [Row], _ principals: PrincipalRows, before: KeySnapshot?) {
        var entries: [TokenDigest: Entry] = [:]
        entries.reserveCapacity(rows.count)
        for row in rows {
            guard let digest = TokenDigest(row.bytes("digest")) else { continue }
            entries[digest] = Entry(row, principals, uses: before?.entries[digest]?.uses ?? KeyUse())
        }
        self.entries = entries
        self.principals = principals
    }

    var count: Int { entries.count }

    func entry(_ digest: TokenDigest) -> Entry? {
        entries[digest]
    }

    /// Whom keys belong to, by the keys' ids; without those that belong to nobody.
    var owners: [String: Principals] {
        entries.values.reduce(into: [:]) { owners, entry in
            guard entry.caller.principals.owner != nil else { return }
            owners[entry.caller.keyID] = entry.caller.principals
        }
    }

    /// The uses since the last call.
    func takeUses() -> [(id: String, wall: WallTime)] {
        entries.values.compactMap { entry in
            entry.uses.take().map { (entry.caller.keyID, $0) }
        }
    }

    /// The uses since the last call of tokens that are no longer good.
    func takeRefusals() -> [RefusedUse] {
        entries.values.compactMap { entry in
            let (revoked, expired, disabled) = entry.uses.takeRefused()
            guard revoked > 0 || expired > 0 || disabled > 0 else { return nil }
            return RefusedUse(
                keyID: entry.caller.keyID,
                keyName: entry.caller.keyName,
                revoked: revoked,
                expired: expired,
                disabled: disabled
            )
        }
    }

    /// What the table knows of one token.
    struct Entry: Sendable {
        let caller: Caller
        let kind: ClientToken.Kind
        let uses: KeyUse
        /// What an admin key may do.
        let grant: AdminGrant
        private let revoked: Bool
        private let isEnabled: Bool
        private let tokenExpires: WallTime?

        init(_ row: Row, _ principals: PrincipalRows, uses: KeyUse) {
            let belonging = Belonging(row, find: principals.find)
            caller = Caller(
                keyID: row["id"],
                keyName: row["name"],
                permission: belonging.narrowing.permission,
                principals: belonging.principals,
                expires: belonging.narrowing.expires
            )
            grant = ControlStore.grant(row, organisation: belonging.principals.organisation?.id)
            isEnabled = belonging.narrowing.isEnabled
            kind = ClientToken.Kind(rawValue: row["kind"]) ?? .live
            revoked = row.wall("revoked_us") != nil
            tokenExpires = row.wall("token_expires_us")
            self.uses = uses
        }

        /// Why the token is no longer good, or nil.
        func refusal(at wall: WallTime) -> AuthResult? {
            if revoked { return .revoked }
            if let expires = caller.expires, wall >= expires { return .expired }
            if let tokenExpires, wall >= tokenExpires { return .expired }
            return isEnabled ? nil : .disabled
        }

        func noteUse(at wall: WallTime) { uses.note(wall) }

        func noteRefusal(_ refusal: AuthResult) { uses.noteRefused(refusal) }
    }
}

/// The minute a token was last used in, and how often it was used in vain, until it has been written down.
final class KeyUse: Sendable {
    private let pending = Atomic<Int64>(0)
    private let revoked = Atomic<Int64>(0)
    private let expired = Atomic<Int64>(0)
    private let disabled = Atomic<Int64>(0)

    /// Notes a use; within the same minute it only reads.
    func note(_ wall: WallTime) {
        let minute = wall.seconds / 60 * 60
        if pending.load(ordering: .relaxed) < minute { pending.store(minute, ordering: .relaxed) }
    }

    /// The minute noted since the last call, or nil.
    func take() -> WallTime? {
        let seconds = pending.exchange(0, ordering: .relaxed)
        return seconds > 0 ? WallTime(microseconds: seconds * 1_000_000) : nil
    }

    /// Notes a use of a token that is no longer good.
    func noteRefused(_ refusal: AuthResult) {
        switch refusal {
        case .revoked: revoked.add(1, ordering: .relaxed)
        case .expired: expired.add(1, ordering: .relaxed)
        case .disabled: disabled.add(1, ordering: .relaxed)
        default: break
        }
    }

    /// How many such uses there were since the last call.
    func takeRefused() -> (revoked: Int64, expired: Int64, disabled: Int64) {
        (
            revoked.exchange(0, ordering: .relaxed), expired.exchange(0, ordering: .relaxed),
            disabled.exchange(0, ordering: .relaxed)
        )
    }
}
