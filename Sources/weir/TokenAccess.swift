import Config
import Exchange
import Identity
import Proxy
import Storage

/// What lets callers in with tokens: made of the configured issuers and the principals in control.db.
struct TokenAccess: Sendable {
    let desk: TokenDesk
    private let documents: [DocumentPlace]

    /// Makes the desk; nil where no issuer is configured.
    ///
    /// - Throws: where an organisation or team is named that is not there, or an issuer cannot be trusted.
    init?(_ issuers: [IssuerSettings], control: ControlStore, keys: Storage.KeyTable) throws {
        guard !issuers.isEmpty else { return nil }
        let places = try issuers.map { try Self.place(of: $0, in: control) }
        desk = TokenDesk(try TokenGate(try issuers.map { try $0.trusted }), holders: keys.holders(places))
        documents = try issuers.compactMap { issuer in
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
    }

    /// Makes what fetches the issuers' keys.
    func source(_ time: any TimeSource) async throws -> PublishedKeySets {
        do {
            return PublishedKeySets(client: try await DocumentClient(documents, time: time), documents: documents)
        } catch let fault as TransportFault {
            throw CommandFailure("issuers.\(fault.provider).\(fault.reason)", status: 78)
        }
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

/// Gets issuers' keys from where they are published.
struct PublishedKeySets: KeySetSource {
    let client: DocumentClient
    private let names: [String: String]

    init(client: DocumentClient, documents: [DocumentPlace]) {
        self.client = client
        names = Dictionary(documents.map { ($0.url, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    func document(at url: String, limit: Int) async throws -> [UInt8] {
        try await client.document(of: names[url] ?? "", limit: limit)
    }
}
