package import Exchange
import Policy
import Synchronization

/// Who the holders of tokens are: users whom an issuer knows, or members of a team without a name of their own.
///
/// What is found is remembered until the key table sees another database, so that a token costs no more than a key; a
/// change by any process is effective as soon as for keys.
package final class HolderTable: HolderDirectory {
    /// The most holders that are remembered.
    private static let mostHolders = 4_096

    private struct Held {
        let caller: Caller
        let isEnabled: Bool
    }

    private struct Memory {
        var snapshot: KeySnapshot?
        var holders: [[UInt8]: Held] = [:]
    }

    private let keys: KeyTable
    private let places: [String: IssuerPlace]
    private let index: IndexKey
    private let memory = Mutex(Memory())

    init(keys: KeyTable, places: [IssuerPlace], index: IndexKey) {
        self.keys = keys
        self.places = Dictionary(places.map { ($0.issuer, $0) }, uniquingKeysWith: { first, _ in first })
        self.index = index
    }

    /// Looks a holder up; one whom no user stands for is unknown, unless the issuer's team takes them in.
    package func caller(holding holder: TokenHolder, at wall: WallTime) -> KeyAnswer {
        let name = Self.name(of: holder)
        let snapshot = keys.current
        let known = memory.withLock { $0.snapshot === snapshot ? $0.holders[name] : nil }
        guard let held = known ?? find(holder, in: snapshot) else { return .refused(.unknown) }
        if known == nil { remember(held, name, snapshot) }
        if let expires = held.caller.expires, wall >= expires { return .refused(.expired) }
        return held.isEnabled ? .caller(held.caller) : .refused(.disabled)
    }

    private func remember(_ held: Held, _ name: [UInt8], _ snapshot: KeySnapshot) {
        memory.withLock { memory in
            if memory.snapshot !== snapshot || memory.holders.count >= Self.mostHolders {
                memory.holders.removeAll(keepingCapacity: true)
            }
            memory.snapshot = snapshot
            memory.holders[name] = held
        }
    }

    private func find(_ holder: TokenHolder, in snapshot: KeySnapshot) -> Held? {
        guard let place = places[holder.issuer] else { return nil }
        let own = KeyPermission(models: holder.models ?? [], maxConcurrent: place.maxConcurrent)
        let identity = UserIdentity(issuer: holder.issuer, subject: holder.subject)
        // short enough for the flight recorder, which keeps an id whole or not at all
        let id = "jwt_\(digest(of: holder))"
        let rows = snapshot.principals
        if let user = rows.user(identity) {
            let belonging = Belonging(own, below: .user, user, in: rows)
            return place.holds(belonging.principals) ? held(belonging, belonging.principals, id, holder) : nil
        }
        guard place.takesUnknown, let team = place.team else { return nil }
        let belonging = Belonging(own, below: .team, team, in: rows)
        var principals = belonging.principals
        principals.user = Principal(.user, id: id, name: id)
        return held(belonging, principals, id, holder)
    }

    private func held(_ belonging: Belonging, _ principals: Principals, _ id: String, _ holder: TokenHolder) -> Held {
        let narrowing = belonging.narrowing
        let caller = Caller(
            keyID: id,
            keyName: "issuer:\(holder.issuer)",
            permission: narrowing.permission,
            principals: principals,
            expires: narrowing.expires
        )
        return Held(caller: caller, isEnabled: narrowing.isEnabled)
    }

    /// 24 hex digits that stand for a holder in records and limits; only who has the index key can find the name.
    private func digest(of holder: TokenHolder) -> String {
        let bytes = Array("holder\0\(holder.issuer)\0\(holder.subject)".utf8)
        let digest = bytes.withUnsafeBytes { index.digest(of: $0).bytes }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.prefix(12).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    /// Bytes that no two holders share: no part holds a NUL.
    private static func name(of holder: TokenHolder) -> [UInt8] {
        var name = Array(holder.issuer.utf8)
        name.append(0)
        name += holder.subject.utf8
        for model in holder.models ?? [] {
            name.append(0)
            name += model.utf8
        }
        return name
    }
}

extension IssuerPlace {
    /// True when a user of these principals may come with one of the issuer's tokens.
    fileprivate func holds(_ principals: Principals) -> Bool {
        if let organisation, principals.organisation?.id != organisation { return false }
        if let team, principals.team?.id != team { return false }
        return true
    }
}
