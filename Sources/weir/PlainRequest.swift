import Config
import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One request to a listener of this machine, without TLS and without a body: enough to ask a running server.
struct PlainRequest {
    /// The most bytes of an answer that are read.
    private static let mostBytes = 16 << 20
    private static let seconds = 3

    #if canImport(Glibc)
        private static let stream = Int32(SOCK_STREAM.rawValue)
    #else
        private static let stream = SOCK_STREAM
    #endif

    private let address: ListenAddress

    /// Asks the listener at that address; one that listens everywhere is asked on the loopback interface.
    init(_ address: ListenAddress) {
        self.address = address
    }

    /// The body of a 200, or nil when there is none to be had.
    func body(_ path: String) -> String? {
        guard let answer = answer("GET", path), answer.status == 200 else { return nil }
        return answer.body
    }

    /// What is answered, or nil when nobody does; `path` and `token` hold no blanks and no line ends.
    func answer(_ method: String, _ path: String, token: Secret? = nil) -> (status: Int, body: String)? {
        var request = Array("\(method) \(path) HTTP/1.1\r\nhost: \(address)\r\nconnection: close\r\n".utf8)
        if method != "GET" { request += Array("content-length: 0\r\n".utf8) }
        if let token {
            request += Array("authorization: Bearer ".utf8)
            token.withBytes { request += Array($0) }
            request += Array("\r\n".utf8)
        }
        guard let answer = exchange(request + Array("\r\n".utf8)) else { return nil }
        let lines = String(decoding: answer, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let border = lines.firstIndex(of: ""), lines[0].hasPrefix("HTTP/1.1 "),
            let status = Int(lines[0].dropFirst(9).prefix(3))
        else { return nil }
        guard !lines[..<border].contains(where: { $0.lowercased().hasPrefix("transfer-encoding:") }) else { return nil }
        return (status, lines[(border + 1)...].joined(separator: "\r\n"))
    }

    private func exchange(_ request: [UInt8]) -> [UInt8]? {
        guard address.port != 0, let socket = connected() else { return nil }
        defer { close(socket) }
        let sent = request.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard sent == request.count else { return nil }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while answer.count < Self.mostBytes {
            let count = read(socket, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return answer }
            answer += piece[..<count]
        }
        return nil
    }

    private func connected() -> Int32? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Self.stream
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(address.port)", &hints, &found) == 0, let place = found else { return nil }
        defer { freeaddrinfo(found) }
        let handle = socket(place.pointee.ai_family, place.pointee.ai_socktype, 0)
        guard handle >= 0 else { return nil }
        var limit = timeval(tv_sec: Self.seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(handle, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard connect(handle, place.pointee.ai_addr, place.pointee.ai_addrlen) == 0 else {
            close(handle)
            return nil
        }
        return handle
    }

    private var host: String {
        switch address.host {
        case "0.0.0.0", "localhost": "127.0.0.1"
        case "::": "::1"
        default: address.host
        }
    }
}
