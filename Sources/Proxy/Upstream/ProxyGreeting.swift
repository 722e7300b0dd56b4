import Exchange
import NIOCore

/// What is said to a proxy until it has opened a way, as a plain decision over bytes.
protocol ProxyGreeting {
    /// The first bytes to send.
    mutating func begin() -> ByteBuffer
    /// What follows from all bytes that came and were not taken yet; takes what it has read.
    mutating func answer(_ received: inout ByteBuffer) -> ProxyStep
}

/// What a proxy's bytes lead to.
enum ProxyStep: Equatable {
    /// More must come first.
    case wait
    /// These are to be sent next.
    case send(ByteBuffer)
    /// The way is open; what comes from now on is the provider's.
    case open
    /// The proxy opens no way; the words hold nothing of a secret.
    case refused(String)
}

extension ProxyAddress {
    /// What is to be said so that the proxy opens a way to `origin`.
    func greeting(to origin: Origin) -> any ProxyGreeting {
        switch kind {
        case .http: ConnectGreeting(proxy: self, origin: origin)
        case .socks5: SOCKS5Greeting(proxy: self, origin: origin)
        }
    }
}

/// The method `CONNECT` of HTTP/1.1 (RFC 9110, section 9.3.6), with the scheme Basic where there is a user (RFC 7617).
struct ConnectGreeting: ProxyGreeting {
    private let proxy: ProxyAddress
    private let origin: Origin
    private let block = HeadBlock()
    private var parser = HeadParser(kind: .response, byteLimit: ProxyHandshake.byteLimit, fieldLimit: 64)

    init(proxy: ProxyAddress, origin: Origin) {
        self.proxy = proxy
        self.origin = origin
    }

    func begin() -> ByteBuffer {
        let host = origin.host.contains(":") ? "[\(origin.host)]" : origin.host
        var request = ByteBuffer(string: "CONNECT \(host):\(origin.port) HTTP/1.1\r\nHost: \(host):\(origin.port)\r\n")
        if let user = proxy.user {
            request.writeStaticString("Proxy-Authorization: Basic ")
            var login = Array("\(user):".utf8)
            proxy.password?.withBytes { login += $0 }
            request.writeBase64(login)
            request.writeStaticString("\r\n")
        }
        request.writeStaticString("\r\n")
        return request
    }

    mutating func answer(_ received: inout ByteBuffer) -> ProxyStep {
        switch parser.parse(received, into: block) {
        case .incomplete: return .wait
        case .refused: return .refused("the proxy's answer is not HTTP")
        case .complete(let length):
            received.moveReaderIndex(forwardBy: length)
            guard (200..<300).contains(block.status) else { return .refused("the proxy answered \(block.status)") }
            return .open
        }
    }
}

/// SOCKS version 5 (RFC 1928) with user and password where there are any (RFC 1929); names are the proxy's to look up.
struct SOCKS5Greeting: ProxyGreeting {
    private enum Stage {
        case method
        case login
        case reply
    }

    private let proxy: ProxyAddress
    private let origin: Origin
    private var stage = Stage.method

    init(proxy: ProxyAddress, origin: Origin) {
        self.proxy = proxy
        self.origin = origin
    }

    func begin() -> ByteBuffer {
        ByteBuffer(bytes: proxy.user == nil ? [5, 1, 0] : [5, 2, 0, 2])
    }

    mutating func answer(_ received: inout ByteBuffer) -> ProxyStep {
        switch stage {
        case .method: method(&received)
        case .login: login(&received)
        case .reply: reply(&received)
        }
    }

    private mutating func method(_ received: inout ByteBuffer) -> ProxyStep {
        guard let words = received.readBytes(length: 2) else { return .wait }
        switch (words[0], words[1]) {
        case (5, 0): return request()
        case (5, 2) where proxy.user != nil:
            stage = .login
            return .send(credentials())
        case (5, _): return .refused("the SOCKS proxy takes none of the ways to log in")
        default: return .refused("the proxy's answer is not SOCKS 5")
        }
    }

    private mutating func login(_ received: inout ByteBuffer) -> ProxyStep {
        guard let words = received.readBytes(length: 2) else { return .wait }
        // RFC 1929: version 1, and anything but 0 is a refusal
        guard words[0] == 1 else { return .refused("the proxy's answer is not SOCKS 5") }
        return words[1] == 0 ? request() : .refused("the SOCKS proxy refuses user and password")
    }

    private func reply(_ received: inout ByteBuffer) -> ProxyStep {
        let start = received.readerIndex
        guard let head = received.getBytes(at: start, length: min(5, received.readableBytes)), head.count == 5 else {
            return .wait
        }
        guard head[0] == 5, head[2] == 0 else { return .refused("the proxy's answer is not SOCKS 5") }
        guard head[1] == 0 else { return .refused("the SOCKS proxy answered \(head[1])") }
        let length: Int
        switch head[3] {
        case 1: length = 4
        case 3: length = 1 + Int(head[4])
        case 4: length = 16
        default: return .refused("the proxy's answer is not SOCKS 5")
        }
        guard received.readableBytes >= 4 + length + 2 else { return .wait }
        received.moveReaderIndex(forwardBy: 4 + length + 2)
        return .open
    }

    private func credentials() -> ByteBuffer {
        var words = ByteBuffer(bytes: [1])
        let user = Array((proxy.user ?? "").utf8.prefix(255))
        words.writeInteger(UInt8(user.count))
        words.writeBytes(user)
        let count = min(proxy.password?.count ?? 0, 255)
        words.writeInteger(UInt8(count))
        proxy.password?.withBytes { _ = words.writeBytes($0.prefix(count)) }
        return words
    }

    private mutating func request() -> ProxyStep {
        stage = .reply
        var words = ByteBuffer(bytes: [5, 1, 0])
        switch try? SocketAddress(ipAddress: origin.host, port: origin.port) {
        case .v4(let address):
            words.writeInteger(1 as UInt8)
            // family and port stand before it
            withUnsafeBytes(of: address.address) { _ = words.writeBytes($0[4..<8]) }
        case .v6(let address):
            words.writeInteger(4 as UInt8)
            // family, port and flow stand before it
            withUnsafeBytes(of: address.address) { _ = words.writeBytes($0[8..<24]) }
        default:
            let name = Array(origin.host.utf8)
            guard (1...255).contains(name.count) else { return .refused("the provider's name is too long for SOCKS 5") }
            words.writeInteger(3 as UInt8)
            words.writeInteger(UInt8(name.count))
            words.writeBytes(name)
        }
        words.writeInteger(UInt16(truncatingIfNeeded: origin.port))
        return .send(words)
    }
}

extension ByteBuffer {
    /// Writes the bytes in base64 with padding (RFC 4648, section 4).
    mutating func writeBase64(_ bytes: [UInt8]) {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word: UInt32 = 0
            for byte in group { word = word << 8 | UInt32(byte) }
            word <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let letter = letters[Int(word >> UInt32(18 - 6 * place) & 63)]
                writeInteger(place <= group.count ? letter : UInt8(ascii: "="))
            }
        }
    }
}
