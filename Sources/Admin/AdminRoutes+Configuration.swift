import Dialects
import Exchange
import HTTPTypes
import Hummingbird
import Storage

/// The configuration in force.
extension AdminRoutes {
    /// The kinds of entries that are shown, by their part of the path.
    static let entryKinds: [(plural: String, kind: ManagedKind)] = [
        ("providers", .provider), ("routes", .route), ("aliases", .alias), ("quotas", .quota),
    ]

    var configuration: [AdminRoute] {
        let sources = sources
        let whole = AdminRoute(
            .get,
            "/api/v1/config",
            .house(.viewer, .configRead),
            "getConfig",
            "Every key with its value in force; never a secret.",
            answer: .thing(Shapes.config)
        ) { _ in
            let revision = sources.configuration.revision()
            var reply = Reply.json(
                .object([
                    .init("revision", .string(revision)), .init("values", Self.map(sources.configuration.values())),
                ])
            )
            reply.headers[.eTag] = "\"\(revision)\""
            return reply
        }
        return [whole] + Self.entryKinds.flatMap { entries($0.plural, $0.kind) }
    }

    private func entries(_ plural: String, _ kind: ManagedKind) -> [AdminRoute] {
        let routes = self
        let title = "\(kind.rawValue.prefix(1).uppercased())\(kind.rawValue.dropFirst())"
        return [
            AdminRoute(
                .get,
                "/api/v1/\(plural)",
                .house(.viewer, .configRead),
                "list\(title)s",
                "The \(plural) of the configuration.",
                answer: .page(Shapes.entry)
            ) { call in
                let all = routes.sources.configuration.entries(kind).filter { $0.name > call.page.after ?? "" }
                let rows = all.prefix(call.page.limit)
                let next = all.count > rows.count ? rows.last?.name : nil
                return routes.list(rows.map(Self.json), next: next, call)
            },
            AdminRoute(
                .get,
                "/api/v1/\(plural)/{name}",
                .house(.viewer, .configRead),
                "get\(title)",
                "One of the \(plural) of the configuration.",
                answer: .thing(Shapes.entry)
            ) { call in
                let name = call.places["name"]
                guard let entry = routes.sources.configuration.entries(kind).first(where: { $0.name == name }) else {
                    throw Problem(.notFound)
                }
                guard let version = entry.version else { return .json(Self.json(entry)) }
                return .thing(Self.json(entry), version: version)
            }
            .with { $0.problems = [.notFound] },
        ]
    }

    private static func json(_ entry: AdminConfiguration.Entry) -> JSONValue {
        let isFile = entry.version == nil
        return .object([
            .init("name", .string(entry.name)), .init("source", .string(isFile ? "file" : "managed")),
            .init("read_only", .bool(isFile)), .init("version", entry.version.map { .integer($0) } ?? .null),
            .init("values", map(entry.values)),
        ])
    }

    private static func map(_ values: [(path: String, value: String)]) -> JSONValue {
        .object(values.map { .init($0.path, .string($0.value)) })
    }
}
