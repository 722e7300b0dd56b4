import Exchange
import Identity

/// Looks at an issuer as a whole, and at all of them together.
enum IssuerChecks {
    static func finish(_ issuer: inout IssuerSettings, _ entry: Entry, _ reading: inout Reading) {
        func isWritten(_ name: String) -> Bool { reading.positions["\(entry.path).\(name)"] != nil }
        for name in ["issuer", "audiences"] where !isWritten(name) { reading.error(entry, "\(name) is missing") }
        let hasURL = isWritten("keys_url")
        guard hasURL != isWritten("secret") else {
            let found = hasURL ? "keys_url and secret" : "neither"
            return reading.error(entry, "must have exactly one of keys_url, secret; it has \(found)")
        }
        if !hasURL {
            if issuer.algorithms != [.hs256], isWritten("algorithms") {
                reading.error(at: "\(entry.path).algorithms", "must be [HS256], because the issuer shares a secret")
            }
            for name in ["ca_file", "allow_private"] where isWritten(name) {
                reading.warning(at: "\(entry.path).\(name)", "has no use without keys_url")
            }
        }
        if issuer.unknownUsers == .team, !isWritten("team") {
            reading.error(at: "\(entry.path).unknown_users", "team is missing: whose members they are to be")
        }
        trust(issuer, entry, &reading)
    }

    /// What the tokens' own checks say of it, at the key that is to blame.
    private static func trust(_ issuer: IssuerSettings, _ entry: Entry, _ reading: inout Reading) {
        // what is missing or could not be read has its error already
        guard !issuer.issuer.isEmpty, reading.positions["\(entry.path).audiences"] != nil,
            issuer.secret != nil || issuer.keysURL != nil
        else { return }
        do throws(TokenIssuerFault) {
            _ = try issuer.trusted
        } catch {
            reading.error(at: "\(entry.path).\(key(error))", "\(error)")
        }
    }

    private static func key(_ fault: TokenIssuerFault) -> String {
        switch fault {
        case .url, .name, .tooMany, .twice: "issuer"
        case .audiences: "audiences"
        case .keySetURL: "keys_url"
        case .noAlgorithm, .secretBesideKeySet: "algorithms"
        case .shortSecret: "secret"
        case .type: "type"
        case .claimName: "user_claim"
        case .leeway: "leeway_seconds"
        case .longestLife: "longest_life_seconds"
        }
    }

    /// Two sections for one `iss` cannot be told apart.
    static func check(_ issuers: [IssuerSettings], _ reading: inout Reading) {
        for (place, issuer) in issuers.enumerated() where !issuer.issuer.isEmpty {
            let isTwin = { (other: IssuerSettings) in other.issuer.utf8.elementsEqual(issuer.issuer.utf8) }
            guard let twin = issuers[..<place].first(where: isTwin) else { continue }
            reading.error(at: "issuers.\(issuer.name).issuer", "issuers.\(twin.name) has the same issuer")
        }
    }
}
