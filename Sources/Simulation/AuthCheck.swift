import Exchange

/// Counts the bad keys of each address anew, and compares what it was told with what it may send.
struct AuthCheck {
    let exchanges: [Exchange]
    let allowance: Allowance
    let breaches: Breaches

    func judge() {
        let bad = exchanges.filter { $0.shadowOf == nil && Self.isBad($0) }
        for exchange in exchanges where exchange.failure?.code == .authThrottled {
            let isAllowed = allowance.failedAuths > 0 && Self.isBad(exchange)
            breaches.hold(.auth, isAllowed, "\(exchange.client.requestID ?? "?") was told to wait with a good key")
        }
        guard allowance.failedAuths > 0 else { return }
        for (_, those) in Dictionary(grouping: bad, by: { Self.own($0.client.address) }) { check(those) }
    }

    /// True for a key that was looked for and is not good.
    private static func isBad(_ exchange: Exchange) -> Bool {
        switch exchange.auth {
        case .unknown, .expired, .revoked, .disabled: true
        case .malformed: exchange.failure?.code != .invalidRequest
        case .ok, .missing, .forbidden: false
        }
    }

    /// What one caller has for itself: its address, or its network of 64 bits.
    private static func own(_ address: String) -> String {
        guard address.contains(":") else { return address }
        return address.split(separator: ":").prefix(2).joined(separator: ":")
    }

    /// Of those at one moment the first ones are refused plainly.
    private func check(_ those: [Exchange]) {
        let step = allowance.failedAuthTime / allowance.failedAuths
        var curve = ArrivalCurve(amount: 1, window: step, burst: Int64(allowance.failedAuths))
        let ordered = those.sorted {
            ($0.timeline.accepted, $0.failure?.code == .authThrottled ? 1 : 0)
                < ($1.timeline.accepted, $1.failure?.code == .authThrottled ? 1 : 0)
        }
        for exchange in ordered {
            let name = exchange.client.requestID ?? "?"
            let now = exchange.timeline.accepted
            guard exchange.failure?.code == .authThrottled else {
                // who left before the answer was not told, but counted
                breaches.hold(.auth, curve.hasRoom(for: 1, at: now), "\(name) was one bad key too many")
                curve.add(1, at: now)
                continue
            }
            breaches.hold(.auth, !curve.hasRoom(for: 1, at: now), "\(name) was told to wait too early")
            guard let wait = exchange.failure?.retryAfter else {
                breaches.hold(.auth, false, "\(name) was not told how long to wait")
                continue
            }
            let isExact =
                curve.hasRoom(for: 1, at: now + wait)
                && !curve.hasRoom(for: 1, at: now + (wait - .nanoseconds(1)))
            breaches.hold(.auth, isExact, "\(name) was told to wait \(wait)")
        }
    }
}
