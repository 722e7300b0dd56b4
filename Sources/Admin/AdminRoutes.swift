import Exchange
import HTTPTypes
import Hummingbird
import Storage
import Telemetry

/// The table of all routes, from which router, authorization and the API's document are made.
struct AdminRoutes: Sendable {
    let sources: AdminPlane.Sources
    /// Reads and changes control.db.
    let desk: AdminDesk
    /// Looks at passwords, which takes long: one at a time.
    let loginDesk: AdminDesk
    let gate: Gate
    let cursor: Cursor

    var control: ControlStore { sources.control }
    var now: WallTime { sources.time.wall }

    /// Every route.
    var all: [AdminRoute] {
        let table =
            probes + sessions + state + keys + PrincipalKind.allCases.flatMap(levels) + credentials + audit
            + configuration
        return table + documents(of: table)
    }

    private var probes: [AdminRoute] {
        let sources = sources
        return [
            AdminRoute(.get, "/livez", .open, "livez", "200 while the process runs.", answer: .text) { _ in
                .text("live\n")
            },
            AdminRoute(.get, "/readyz", .open, "readyz", "A line for each check.", answer: .text) { _ in
                let readiness = sources.readiness()
                return .text(readiness.text, status: readiness.isReady ? .ok : .serviceUnavailable)
            },
            AdminRoute(.get, "/version", .open, "version", "What runs.", answer: .text) { _ in
                let build = sources.build
                return .text(
                    "weir \(build.version) (\(build.revision), Swift \(build.swiftVersion), \(build.target))\n"
                )
            },
            AdminRoute(.get, "/metrics", .open, "metrics", "Metrics for Prometheus.", answer: .text) { call in
                Self.metrics(call, sources)
            },
        ]
    }

    private static func metrics(_ call: Call, _ sources: AdminPlane.Sources) -> Reply {
        let exposition = sources.exposition(joined(call, .accept), joined(call, .acceptEncoding))
        var headers: HTTPFields = [.contentType: exposition.contentType, .vary: "accept, accept-encoding"]
        if let encoding = exposition.contentEncoding { headers[.contentEncoding] = encoding }
        if let name = HTTPField.Name("Process-Start-Time-Unix") { headers[name] = "\(sources.processStart)" }
        return Reply(status: .init(code: exposition.status), headers: headers, body: exposition.body)
    }

    /// The value of a list field; several lines of it are one list (RFC 9110, section 5.2).
    private static func joined(_ call: Call, _ name: HTTPField.Name) -> String? {
        let values = call.headers[values: name]
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The API's document, made of the routes before it and of itself.
    private func documents(of table: [AdminRoute]) -> [AdminRoute] {
        let paths = ["/api/openapi.json", "/api/openapi.yaml"]
        let bare = paths.map { path in
            AdminRoute(.get, path, .open, "openapi" + path.suffix(4).uppercased(), "This document.", answer: .text) {
                _ in
                .nothing
            }
        }
        let document = OpenAPI(routes: table + bare, version: sources.build.version).document
        let texts = [Reply.json(document), .text(YAMLText.of(document))]
        return zip(bare, texts).map { route, reply in
            var reply = reply
            if route.path.text.hasSuffix("yaml") { reply.headers[.contentType] = "application/yaml" }
            let made = reply
            return AdminRoute(route.method, route.path.text, .open, route.name, route.about, answer: .text) { _ in made
            }
        }
    }
}
