import Exchange

/// The header fields of a canonical request: names in lower case and in order, values without spare blanks.
struct CanonicalHeaders {
    private static let tokenName = "x-amz-security-token"
    private let lines: [(name: String, value: String)]
    /// The names with `;` between them.
    let names: String

    /// Fields of one name are joined in the order given; the token's value is written only when it is asked for.
    init(_ headers: [(name: String, value: String)], hasToken: Bool) {
        var joined: [String: String] = hasToken ? [Self.tokenName: ""] : [:]
        for (name, value) in headers {
            let value = Self.squeezed(value)
            joined[name.lowercased(), default: ""] += joined[name.lowercased()] == nil ? value : ",\(value)"
        }
        lines = joined.map { (name: $0.key, value: $0.value) }.sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        names = lines.map(\.name).joined(separator: ";")
    }

    /// Hands out the lines, the session token's bytes as they lie in the credential.
    func write(credential: AWSCredential, _ output: (UnsafeRawBufferPointer) -> Void) {
        for (name, value) in lines {
            let isToken = name == Self.tokenName && credential.hasToken
            Array("\(name):\(isToken ? "" : value)".utf8).withUnsafeBytes(output)
            if isToken { credential.withToken(output) }
            Array("\n".utf8).withUnsafeBytes(output)
        }
    }

    /// The value without blanks around it and with one blank for several.
    private static func squeezed(_ value: String) -> String {
        let words = value.utf8.split { JSONByte.isBlank($0) }
        return words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }
}

/// Paths and queries in the one form that is signed.
enum AWSEncoding {
    /// The path as sent, encoded once more, `/` apart, without empty and dot segments.
    static func path(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") {
            if segment == ".." { _ = segments.popLast() } else if segment != "." { segments.append(segment) }
        }
        let encoded = segments.map { encode($0.utf8) }.joined(separator: "/")
        return encoded.isEmpty ? "/" : "/\(encoded)\(path.hasSuffix("/") ? "/" : "")"
    }

    /// The parameters decoded, encoded strictly and in order.
    static func query(_ query: String) -> String {
        var parameters = query.utf8.split(separator: UInt8(ascii: "&")).map {
            parameter -> (name: String, value: String) in
            let border = parameter.firstIndex(of: UInt8(ascii: "=")) ?? parameter.endIndex
            return (encode(decoded(parameter[..<border])), encode(decoded(parameter[border...].dropFirst())))
        }
        parameters.sort { one, other in
            if one.name != other.name { return one.name.utf8.lexicographicallyPrecedes(other.name.utf8) }
            return one.value.utf8.lexicographicallyPrecedes(other.value.utf8)
        }
        return parameters.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// Everything but RFC 3986's unreserved characters as `%XX`.
    private static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: output.append(byte)
            default: output += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes an encoded text stands for; a `%` without two digits behind it stands for itself.
    static func decoded(_ text: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(text)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if bytes[at] == 0x25, at + 2 < bytes.count, let high = JSONByte.hexValue(bytes[at + 1]),
                let low = JSONByte.hexValue(bytes[at + 2])
            {
                output.append(UInt8(high << 4 | low))
                at += 3
            } else {
                output.append(bytes[at])
                at += 1
            }
        }
        return output
    }
}
