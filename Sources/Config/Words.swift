/// Words of messages: names cut short, and the known name that is nearest to a mistaken one.
enum Words {
    /// What other programs call a key, and what it is called here.
    private static let synonyms = [
        "api_key": "keys", "api_keys": "keys", "apikey": "keys", "key": "keys", "token": "keys",
        "api_base": "base_url", "url": "base_url", "endpoint": "base_url", "baseurl": "base_url",
        "type": "kind", "provider_type": "kind", "listen": "address", "bind": "address", "host": "address",
        "port": "address", "cert": "certificate_file", "cert_file": "certificate_file", "aliases": "models",
        "model_list": "models", "data_dir": "data_directory", "logging": "log", "storage": "history",
        "retention": "retention_days", "timeout": "timeouts", "verify_tls": "tls", "verify_ssl": "verify",
        "retries": "retry", "max_retries": "attempts", "num_retries": "attempts", "max_attempts": "attempts",
        "circuit_breaker": "breaker", "fallbacks": "targets", "backends": "targets", "strategy": "balance",
        "max_concurrent": "in_flight",
    ]

    /// At most 64 characters of a name the operator wrote.
    static func cut(_ name: String) -> String {
        name.count <= 64 ? name : name.prefix(63) + "…"
    }

    /// The known name the operator probably meant, or nil when none is near.
    static func nearest(to name: String, in known: [String]) -> String? {
        let lowered = name.lowercased().split(separator: "-").joined(separator: "_")
        if known.contains(lowered) { return lowered }
        if let meant = synonyms[lowered], known.contains(meant) { return meant }
        guard (2...64).contains(lowered.count) else { return nil }
        let ranked = known.map { (name: $0, distance: distance(lowered, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, min(3, lowered.count / 3)) ? best.name : nil
    }

    /// The question behind a mistaken name, or nothing.
    static func suggestion(for name: String, in known: [String]) -> String {
        nearest(to: name, in: known).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// What to say of a key that is none of those known.
    static func unknownKey(_ key: String, known: [String]) -> String {
        if let nearest = nearest(to: key, in: known) { return "unknown key; did you mean \"\(nearest)\"?" }
        return "unknown key; known here: \(known.joined(separator: ", "))"
    }

    /// Insertions, deletions, substitutions and swaps of neighbours between two words.
    static func distance(_ left: String, _ right: String) -> Int {
        let (one, other) = (Array(left.utf8), Array(right.utf8))
        var before: [Int] = []
        var last = Array(0...other.count)
        for row in one.indices {
            var next = [row + 1]
            for position in other.indices {
                let cost = one[row] == other[position] ? 0 : 1
                var best = min(last[position + 1] + 1, next[position] + 1, last[position] + cost)
                if row > 0, position > 0, one[row] == other[position - 1], one[row - 1] == other[position] {
                    best = min(best, before[position - 1] + 1)
                }
                next.append(best)
            }
            (before, last) = (last, next)
        }
        return last[other.count]
    }
}
