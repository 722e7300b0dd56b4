/// What a text of a body or a parameter must look like; each form is a bound and a regular expression at once.
enum TextForm: Sendable, Hashable {
    /// 1 to so many characters of printable ASCII.
    case printable(Int)
    /// A name weir's own things have.
    case name
    /// An id with this prefix.
    case id(String)
    /// An id or a name, or a path of names.
    case reference
    /// An endpoint: printable ASCII that begins with `/` or `*`.
    case endpoint
    /// A tag of a place.
    case tag
    /// A time of RFC 3339 between 2000 and 2099.
    case time
    /// A secret of a provider: so many characters of printable ASCII without blanks.
    case secret(ClosedRange<Int>)
    /// A password: so many characters, any but control characters.
    case password(ClosedRange<Int>)

    /// The same as a regular expression that Python, JavaScript and Swift read alike.
    var pattern: String {
        switch self {
        case .printable(let most): "^[ -~]{1,\(most)}$"
        case .name: "^[A-Za-z0-9._-]{1,64}$"
        case .id(let prefix): "^\(prefix)[0-9A-HJKMNP-TV-Z]{26}$"
        case .reference: "^[A-Za-z0-9._-]{1,64}(/[A-Za-z0-9._-]{1,64}){0,2}$"
        case .endpoint: "^[/*][ -~]{0,255}$"
        case .tag: "^[a-z0-9_-]{1,32}$"
        case .time: RFC3339.pattern
        case .secret(let bounds): "^[!-~]{\(bounds.lowerBound),\(bounds.upperBound)}$"
        case .password(let bounds): "^[^\\u0000-\\u001f\\u007f]{\(bounds.lowerBound),\(bounds.upperBound)}$"
        }
    }

    /// True for a text of this form.
    func accepts(_ text: String) -> Bool {
        let bytes = text.utf8
        return switch self {
        case .printable(let most): 1...most ~= bytes.count && bytes.allSatisfy { 0x20...0x7E ~= $0 }
        case .name: 1...64 ~= bytes.count && bytes.allSatisfy(Self.isName)
        case .id(let prefix):
            text.hasPrefix(prefix) && bytes.count == prefix.utf8.count + 26
                && bytes.dropFirst(prefix.utf8.count).allSatisfy(Self.isDigit32)
        case .reference: Self.isPath(text)
        case .endpoint:
            1...256 ~= bytes.count && (bytes.first == 0x2F || bytes.first == 0x2A)
                && bytes.allSatisfy { 0x20...0x7E ~= $0 }
        case .tag: 1...32 ~= bytes.count && bytes.allSatisfy { Self.isName($0) && !(0x41...0x5A ~= $0) && $0 != 0x2E }
        case .time: RFC3339.wall(text) != nil
        case .secret(let bounds): bounds ~= bytes.count && bytes.allSatisfy { 0x21...0x7E ~= $0 }
        case .password(let bounds):
            bounds ~= text.unicodeScalars.count
                && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        }
    }

    private static func isPath(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 3 && parts.allSatisfy { 1...64 ~= $0.utf8.count && $0.utf8.allSatisfy(isName) }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F, 0x2D: true
        default: false
        }
    }

    /// Crockford's base 32: no I, L, O or U.
    private static func isDigit32(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x48, 0x4A, 0x4B, 0x4D, 0x4E, 0x50...0x54, 0x56...0x5A: true
        default: false
        }
    }
}
