import Config
import Dialects
import Exchange

/// Asks the admin listener of a running server in an administrator's name.
struct AdminAccess {
    private let address: ListenAddress
    private let token: Secret

    /// Takes the listener's address from the configuration; one that speaks TLS cannot be asked.
    init(_ listener: ListenerSettings, token: Secret?) throws(CommandFailure) {
        guard listener.tls == nil else {
            throw CommandFailure("the admin listener speaks TLS: ask it for /api/v1/upstreams with another client")
        }
        guard let token else { throw CommandFailure("needs an admin token, in WEIR_ADMIN_TOKEN or --token-file") }
        address = listener.address
        self.token = token
    }

    /// The targets with their breakers.
    func targets() throws(CommandFailure) -> [TargetState] {
        let answer = try ask("GET", "/api/v1/upstreams")
        guard let states = answer["upstreams"]?.elements?.map({ TargetState($0) }), states.allSatisfy({ $0 != nil })
        else { throw CommandFailure("\(address) answered what is no list of targets") }
        return states.compactMap(\.self)
    }

    /// Isolates or releases an upstream, or one of its models; how many breakers that concerns.
    func order(_ verb: String, upstream: String, model: String?) throws(CommandFailure) -> Int64 {
        let query = model.map { "?model=\(Self.escaped($0))" } ?? ""
        let answer = try ask("POST", "/api/v1/upstreams/\(Self.escaped(upstream)):\(verb)\(query)")
        return answer["breakers"]?.integer ?? 0
    }

    private func ask(_ method: String, _ path: String) throws(CommandFailure) -> JSONValue {
        guard let (status, body) = PlainRequest(address).answer(method, path, token: token) else {
            throw CommandFailure("no server answers at \(address)", status: 3)
        }
        let value = try? JSONValue(parsing: body)
        guard status == 200, let value else {
            let reason = value?["detail"]?.text ?? "status \(status)"
            throw CommandFailure(status == 401 ? "the server does not take this admin token" : reason)
        }
        return value
    }

    /// Every byte but letters, digits, `-`, `_` and `.` as `%XX`, so that no name can become more than a name.
    static func escaped(_ name: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension TargetState {
    /// Reads one of the targets that `/api/v1/upstreams` lists; nil for anything else.
    init?(_ value: JSONValue) {
        guard let provider = value["provider"]?.text, let upstream = value["upstream"]?.text,
            let model = value["model"]?.text, let breaker = value["breaker"]?.text
        else { return nil }
        func count(_ value: JSONValue?) -> Int { Int(clamping: value?.integer ?? 0) }
        self.init(provider: provider, upstream: upstream, modelLabel: model, breaker: breaker)
        cause = value["cause"]?.text
        successes = count(value["window"]?["successes"])
        failures = count(value["window"]?["failures"])
        slow = count(value["window"]?["slow"])
        openFor = Self.span(value["next_probe_seconds"])
        inFlight = count(value["in_flight"])
        waiting = count(value["waiting"])
        latency = Self.span(value["latency_seconds"])
    }

    private static func span(_ value: JSONValue?) -> Duration? {
        let seconds: Double? =
            switch value {
            case .integer(let whole): Double(whole)
            case .number(let text): Double(text)
            default: nil
            }
        // What no clock shows is no time.
        guard let seconds, (0...1e9).contains(seconds) else { return nil }
        return .milliseconds(Int64((seconds * 1_000).rounded()))
    }
}
