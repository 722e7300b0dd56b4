import Exchange

extension Reading {
    /// A proxy's address, its user and password being percent-encoded; nil after an error, which quotes nothing of it.
    ///
    /// The text is taken as bytes, so that no copy of the password is left behind but the secret.
    mutating func proxy(_ entry: Entry) -> ProxyAddress?? {
        guard case .scalar(let text, _) = entry.value.content, !entry.value.isNull else {
            error(entry, "\(ProxyText.words), not \(entry.value.kindInWords)")
            return nil
        }
        do {
            var expansion = try references.expand(text)
            defer { expansion.erase() }
            if text.contains("@") { noteLiteral(entry, text, isReference: expansion.isReference) }
            switch ProxyText.read(expansion.bytes) {
            case .failure(let fault):
                error(entry, fault.message)
                return nil
            case .success(let proxy):
                if proxy.password != nil, !expansion.isReference {
                    warning(at: entry.path, "the password stands in the file; refer to it with \"${NAME}\"")
                }
                return proxy
            }
        } catch {
            self.error(entry, error.message)
            return nil
        }
    }
}

/// How a proxy's address is written.
enum ProxyText {
    static let words = "must be http://host:port or socks5://host:port, with user:password@ before the host or without"

    /// What is wrong with it, in words that hold nothing of it.
    struct Fault: Error, Equatable {
        let message: String
    }

    static func read(_ bytes: [UInt8]) -> Result<ProxyAddress, Fault> {
        let kinds: [(prefix: String, kind: ProxyAddress.Kind)] = [("http://", .http), ("socks5://", .socks5)]
        guard let (prefix, kind) = kinds.first(where: { bytes.starts(with: $0.prefix.utf8) }) else {
            return .failure(Fault(message: words))
        }
        let rest = bytes.dropFirst(prefix.utf8.count)
        let at = rest.lastIndex(of: UInt8(ascii: "@"))
        guard let (host, port) = address(at.map { rest[($0 + 1)...] } ?? rest) else {
            return .failure(Fault(message: words))
        }
        guard let at else { return .success(ProxyAddress(kind: kind, host: host, port: port)) }
        // RFC 1929 has one byte for either length
        let most = kind == .socks5 ? 255 : 1_024
        guard let (user, password) = login(rest[..<at], atMost: most) else {
            let message = "the user and the password must each have 1 to \(most) bytes, with %40 for @ and %3A for :"
            return .failure(Fault(message: message))
        }
        return .success(ProxyAddress(kind: kind, host: host, port: port, user: user, password: password))
    }

    /// Host and port, the port always written; read as strictly as a provider's address.
    private static func address(_ bytes: ArraySlice<UInt8>) -> (host: String, port: Int)? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let url = try? BaseURL(parsing: "http://" + text), url.path.isEmpty, !text.hasSuffix("/"),
            text.hasSuffix(":\(url.origin.port)")
        else { return nil }
        return (url.origin.host, url.origin.port)
    }

    private static func login(_ bytes: ArraySlice<UInt8>, atMost most: Int) -> (user: String, password: Secret)? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let name = decoded(bytes[..<colon]),
            var word = decoded(bytes[(colon + 1)...])
        else { return nil }
        defer { word.withUnsafeMutableBytes { $0.copyBytes(from: [UInt8](repeating: 0, count: $0.count)) } }
        let user = String(decoding: name, as: UTF8.self)
        // a colon in the name could not be told from the one behind it (RFC 7617, section 2)
        guard (1...most).contains(name.count), (1...most).contains(word.count), !user.contains(":"),
            (name + word).allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return (user, Secret(copying: word))
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else { return nil }
            result.append(value)
            rest = rest.dropFirst(2)
        }
        return result
    }
}
