import ArgumentParser
import Storage

/// What administrators may do, as it is typed and shown.
enum GrantWords {
    /// A role as it is typed.
    static func role(_ text: String) throws -> AdminRole {
        guard let role = AdminRole(rawValue: text) else {
            throw ValidationError("--role is viewer, operator or admin")
        }
        return role
    }

    /// Scopes as they are typed, separated by commas.
    static func scopes(_ text: String?) throws -> [AdminScope] {
        try CommaList.read(text, "--scopes").map { word in
            guard let scope = AdminScope(rawValue: word) else {
                let known = AdminScope.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--scopes: \(word) is none of \(known)")
            }
            return scope
        }
    }

    /// A grant in words.
    static func text(_ grant: AdminGrant) -> String {
        let scopes = grant.scopes.isEmpty ? "" : ", only \(grant.scopes.map(\.rawValue).joined(separator: ", "))"
        return grant.role.rawValue + scopes + (grant.organisation.map { ", of \($0) only" } ?? "")
    }
}
