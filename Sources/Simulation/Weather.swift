import Support

/// What the providers are like at the moment, by upstream; what is not named is well.
struct Weather {
    /// What one upstream is like.
    enum Condition: Sendable, Equatable {
        /// It fails with this status.
        case failing(Int)
        /// It refuses weir's key with this status.
        case refusing(Int)
        /// The key's money is used up.
        case exhausted
        /// It takes requests and says nothing.
        case silent
    }

    private(set) var conditions: [String: Condition] = [:]
    /// Hosts that take no connection.
    private(set) var unreachable: Set<String> = []

    /// Changes something; says what.
    mutating func change(_ draw: inout Draw) -> String {
        let upstream = draw.pick(["acme", "acme", "acme-2", "beta", "open"])
        switch draw.int(0...9) {
        case 0...2:
            let status = draw.pick([500, 503, 503, 529, 429, 408])
            conditions[upstream] = .failing(status)
            return "\(upstream) fails with \(status)"
        case 3:
            conditions[upstream] = .refusing(draw.pick([401, 403]))
            return "\(upstream)'s key is refused"
        case 4:
            conditions[upstream] = .exhausted
            return "\(upstream)'s money is used up"
        case 5:
            conditions[upstream] = .silent
            return "\(upstream) is silent"
        case 6:
            let host = draw.pick(["acme.test", "beta.test"])
            unreachable.insert(host)
            return "\(host) takes no connection"
        default:
            clear()
            return "every provider is well"
        }
    }

    /// Makes every provider well.
    mutating func clear() {
        conditions = [:]
        unreachable = []
    }
}
