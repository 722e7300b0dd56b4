import Config
import Exchange
import Identity
import Proxy
import Storage

/// What lets callers in with tokens: the configured issuers and the principals in control.db.
///
/// One for the process; whom it trusts changes with the configuration.
struct TokenAccess: Sendable {
    /// Everything of a list of issuers, checked and ready to be trusted.
    struct Trust: Sendable {
        fileprivate let verifier: TokenVerifier
        fileprivate let holders: HolderTable
        fileprivate let documents: [DocumentPlace]
        fileprivate let client: DocumentClient?
    }

    let desk: TokenDesk
    /// Where the issuers' keys are fetched from.
    let source: PublishedKeySets

    /// Makes the desk of a house that trusts nobody yet.
    init(keys: Storage.KeyTable, time: any TimeSource) throws {
        desk = TokenDesk(try TokenGate([]), holders: keys.holders([]))
        source = PublishedKeySets(time)
    }

    /// Checks issuers and reads the certificates of those who publish keys; nothing is trusted yet.
    ///
    /// - Throws: `CommandFailure` where an organisation or team is named that is not there, or an issuer is no good.
    func trust(_ issuers: [IssuerSettings], control: ControlStore, keys: Storage.KeyTable) async throws -> Trust {
        let places = try issuers.map { try Self.place(of: $0, in: control) }
        let documents = try issuers.compactMap { try Self.document(of: $0) }
        return Trust(
            verifier: try TokenVerifier(try issuers.map { try $0.trusted }),
            holders: keys.holders(places),
            documents: documents,
            client: try await source.client(for: documents)
        )
    }

    /// Trusts these issuers from now on and no others.
    func take(_ trust: Trust) {
        desk.trust(trust.verifier, holders: trust.holders)
        source.use(trust.client, for: trust.documents)
    }

    private static func document(of issuer: IssuerSettings) throws -> DocumentPlace? {
        guard let url = issuer.keysURL else { return nil }
        let place = DocumentPlace(
            name: issuer.name,
            url: url,
            caFile: issuer.caFile,
            allowsPrivate: issuer.allowsPrivate
        )
        guard let place else {
            throw CommandFailure("issuers.\(issuer.name).keys_url: no address of a host and a port", status: 78)
        }
        return place
    }

    private static func place(of issuer: IssuerSettings, in control: ControlStore) throws -> IssuerPlace {
        func found(_ kind: PrincipalKind, _ key: String, _ name: String?) throws -> PrincipalEntry? {
            guard let name else { return nil }
            if let entry = try control.principal(PrincipalReference(kind, name)) { return entry }
            let command = kind == .team ? "weir teams create" : "weir orgs create"
            throw CommandFailure(
                "issuers.\(issuer.name).\(key): there is no \(kind.rawValue) \(name); make it with \(command)",
                status: 78
            )
        }
        let organisation = try found(.organisation, "org", issuer.organisation)
        let team = try found(.team, "team", issuer.team)
        if let organisation, let team, team.chain.organisation != organisation.principal {
            let names = "\(team.principal.name) is no team of \(organisation.principal.name)"
            throw CommandFailure("issuers.\(issuer.name).team: \(names)", status: 78)
        }
        return IssuerPlace(
            issuer: issuer.name,
            organisation: organisation?.principal.id,
            team: team?.principal.id,
            takesUnknown: issuer.unknownUsers == .team,
            maxConcurrent: issuer.maxConcurrent
        )
    }
}

extension House {
    /// The issuers of a configuration, ready to be trusted.
    func trust(in settings: Settings) async throws -> TokenAccess.Trust {
        try await tokens.trust(settings.issuers, control: control, keys: keys)
    }
}
