import Dialects
import Exchange
import Policy
import Storage

extension JSONValue {
    /// A time, or null.
    static func time(_ wall: WallTime?) -> JSONValue { wall.map { .string(RFC3339.text($0)) } ?? .null }

    /// A list of words.
    static func words(_ words: [String]) -> JSONValue { .array(words.map { .string($0) }) }

    /// A word, or null.
    static func word(_ word: String?) -> JSONValue { word.map { .string($0) } ?? .null }
}

extension Principals {
    /// Whom something belongs to, level by level.
    fileprivate var json: [JSONValue.Member] {
        PrincipalKind.allCases.map { kind in
            let value = self[kind].map {
                JSONValue.object([.init("id", .string($0.id)), .init("name", .string($0.name))])
            }
            return .init(kind.rawValue, value ?? .null)
        }
    }
}

extension ClientKey {
    /// The key as the API tells it.
    func json(at now: WallTime) -> JSONValue { .object(members(at: now)) }

    fileprivate func members(at now: WallTime) -> [JSONValue.Member] {
        [
            .init("id", .string(id)), .init("name", .string(name)), .init("kind", .string(kind.rawValue)),
            .init("state", .string(state(at: now))), .init("role", .word(grant?.role.rawValue)),
            .init("scopes", .words(grant?.scopes.map(\.rawValue) ?? [])), .init("revoked", .time(revoked)),
            .init("last_used", .time(lastUsed)), .init("tokens", .array(tokens.map(\.json))),
            .init("models", .words(permission.models)), .init("endpoints", .words(permission.endpoints)),
            .init("providers", .words(permission.providers)), .init("residency", .words(permission.residency)),
            .init("capture", .word(permission.capture?.rawValue)),
            .init("priority", .string(permission.priority.rawValue)),
            .init("max_concurrent", .integer(Int64(permission.maxConcurrent))), .init("expires", .time(expires)),
            .init("version", .integer(version)), .init("created", .time(created)),
        ] + principals.json
    }

    private func state(at now: WallTime) -> String {
        if revoked != nil { return "revoked" }
        if let end = narrowing.expires, end <= now { return "expired" }
        return narrowing.isEnabled ? "good" : "disabled"
    }
}

extension ClientKey.Token {
    fileprivate var json: JSONValue {
        .object([
            .init("prefix", .string(prefix)), .init("last4", .string(last4)), .init("created", .time(created)),
            .init("expires", .time(expires)),
        ])
    }
}

extension IssuedKey {
    /// The key with its token.
    func json(at now: WallTime) -> JSONValue {
        let text = token.withBytes { String(decoding: $0, as: UTF8.self) }
        return .object(key.members(at: now) + [.init("token", .string(text))])
    }
}

extension PrincipalEntry {
    /// The organisation, team or user as the API tells it.
    var json: JSONValue {
        .object(
            [
                .init("id", .string(principal.id)), .init("name", .string(principal.name)),
                .init("enabled", .bool(attributes.isEnabled)), .init("models", .words(attributes.models)),
                .init("endpoints", .words(attributes.endpoints)), .init("providers", .words(attributes.providers)),
                .init("residency", .words(attributes.residency)), .init("capture", .word(attributes.capture?.rawValue)),
                .init("priority", .word(attributes.priority?.rawValue)),
                .init("max_concurrent", attributes.maxConcurrent.map { .integer(Int64($0)) } ?? .null),
                .init("expires", .time(attributes.expires)), .init("version", .integer(version)),
                .init("created", .time(created)), .init("updated", .time(updated)),
            ] + chain.json
        )
    }
}

extension CredentialFacts {
    /// The credential as the API tells it; never its secret.
    var json: JSONValue {
        .object([
            .init("id", .string(credential.id)), .init("provider", .string(credential.provider)),
            .init("name", .string(credential.name)), .init("origin", .string(credential.origin)),
            .init("source", .string(credential.source.rawValue)), .init("fingerprint", .string(fingerprint)),
            .init("last4", .word(last4)), .init("sealed_under", .string(credential.kid)),
            .init("disabled", .time(credential.disabled)), .init("version", .integer(Int64(credential.version))),
            .init("created", .time(credential.created)), .init("updated", .time(credential.updated)),
        ])
    }
}

extension AuditEntry {
    /// The entry as the API tells it.
    var json: JSONValue {
        .object([
            .init("id", .integer(id)), .init("time", .time(at)), .init("actor", .string(actor)),
            .init("action", .string(action)), .init("subject", .string(subject)),
            .init("result", .string(result.rawValue)),
            .init("detail", (try? JSONValue(parsing: detail)) ?? .object([])),
        ])
    }
}
