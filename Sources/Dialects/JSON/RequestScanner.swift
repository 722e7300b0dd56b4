import Exchange

/// The one pass over a request's body.
struct RequestScanner {
    var scan: RequestScan
    private var seen = SeenKeys()
    private var hints = RequestHints()
    private var hasNewerMaxTokens = false

    init(format: WireFormat, path: PathFacts?) {
        scan = RequestScan(format: format, path: path)
    }

    /// Reads the whole body.
    mutating func run(_ body: UnsafeRawBufferPointer) throws(ScanFailure) -> RequestScan {
        var cursor = JSONCursor(body)
        try refuseOtherEncodings(body)
        cursor.skipBlanks()
        guard try cursor.kind() == .object else { throw .notAnObject }
        scan.insertionPoint = cursor.at + 1
        try cursor.object(inside: JSONNesting()) { (cursor, name, nesting) throws(ScanFailure) in
            try member(name, &cursor, nesting)
        }
        cursor.skipBlanks()
        guard cursor.at == body.count else { throw .notJSON(offset: cursor.at) }
        scan.conversation = hints.best
        scan.user = hints.bestUser
        return scan
    }

    /// A mark, or a NUL among the first two bytes, is UTF-16, UTF-32 or a UTF-8 that readers disagree on.
    private func refuseOtherEncodings(_ body: UnsafeRawBufferPointer) throws(ScanFailure) {
        guard let first = body.first else { throw .notJSON(offset: 0) }
        if first >= 0x80 || first == 0 || body.count > 1 && body[1] == 0 { throw .notUTF8(offset: 0) }
    }

    @inline(__always)
    private mutating func member(
        _ name: JSONCursor.Text,
        _ cursor: inout JSONCursor,
        _ nesting: JSONNesting
    ) throws(ScanFailure) {
        scan.isEmptyObject = false
        let raw = cursor.bytes.part(name.range)
        let key: RequestKey?
        if name.hasEscapes {
            key = try escaped(raw)
        } else {
            try seen.insert(raw)
            key = RequestKey(raw)
        }
        if let key {
            try value(of: key, &cursor, nesting)
        } else {
            try cursor.value(inside: nesting)
        }
    }

    /// A name with escapes names the same member as its decoded form.
    private mutating func escaped(_ raw: UnsafeRawBufferPointer) throws(ScanFailure) -> RequestKey? {
        var name: [UInt8] = []
        guard JSONText.decode(raw, into: &name) else { throw .brokenName }
        return try name.span.bytes.withUnsafeBytes { (bytes) throws(ScanFailure) in
            try seen.insert(bytes)
            return RequestKey(bytes)
        }
    }

    private mutating func value(
        of key: RequestKey,
        _ cursor: inout JSONCursor,
        _ nesting: JSONNesting
    ) throws(ScanFailure) {
        let kind = try cursor.kind()
        let start = cursor.at
        switch key {
        case .tools where kind == .array:
            scan.tools = try scan.isGemini ? functions(&cursor, nesting) : cursor.count(inside: nesting)
        case .options, .toolConfig, .inferenceConfig, .generationConfig, .generateContentRequest:
            return try settings(of: key, kind, &cursor, nesting)
        case .metadata where kind == .object, .conversation where kind == .object,
            .requestMetadata where kind == .object:
            try hints.read(&cursor, inside: nesting)
        case .streamOptions where kind == .object && scan.asksForUsage:
            try streamOptions(&cursor, nesting)
        default:
            try cursor.value(inside: nesting)
        }
        try note(key, kind, cursor.bytes, start..<cursor.at)
    }

    /// Notes what the value at `range` says.
    private mutating func note(
        _ key: RequestKey,
        _ kind: JSONCursor.Kind,
        _ body: UnsafeRawBufferPointer,
        _ range: Range<Int>
    ) throws(ScanFailure) {
        switch key {
        case .model: try noteModel(kind, body, range)
        case .stream where scan.path?.isStream != nil: break
        case .stream:
            guard kind == .bool || kind == .null else { throw .wrongType("stream") }
            scan.isStream = body[range.lowerBound] == UInt8(ascii: "t")
        case .store where kind == .bool: scan.isStored = body[range.lowerBound] == UInt8(ascii: "t")
        case .streamOptions: try noteStreamOptions(kind, range)
        case .maxTokens: try noteMaxTokens("max_tokens", kind, body.part(range), isNewer: false)
        case .maxOutputTokens: try noteMaxTokens("max_output_tokens", kind, body.part(range), isNewer: true)
        case .maxCompletionTokens: try noteMaxTokens("max_completion_tokens", kind, body.part(range), isNewer: true)
        case .conversation where kind == .string: hints.conversation = RequestHints.id(body, range)
        case .previousResponse where kind == .string: hints.previousResponse = RequestHints.id(body, range)
        case .safetyIdentifier where kind == .string: hints.safetyIdentifier = RequestHints.word(body, range)
        case .user where kind == .string: hints.user = RequestHints.word(body, range)
        default: break
        }
    }

    mutating func noteModel(
        _ kind: JSONCursor.Kind,
        _ body: UnsafeRawBufferPointer,
        _ range: Range<Int>
    ) throws(ScanFailure) {
        // Where the path names the model, most bodies' `model` is a member like any other.
        if let path = scan.path, path.namePrefix == nil { return }
        guard kind == .string, range.count - 2 <= RequestScan.modelLimit else { throw .wrongType("model") }
        let raw = body.part(range.lowerBound + 1..<range.upperBound - 1)
        scan.modelRange = range
        guard raw.contains(JSONByte.backslash) else { return try noteModel(String(decoding: raw, as: UTF8.self)) }
        var name: [UInt8] = []
        guard JSONText.decode(raw, into: &name) else { throw .wrongType("model") }
        try noteModel(String(decoding: name, as: UTF8.self))
    }

    private mutating func noteModel(_ name: String) throws(ScanFailure) {
        guard let path = scan.path else {
            scan.model = name
            return
        }
        guard path.isSame(name) else { throw .otherModel }
    }

    private mutating func noteStreamOptions(_ kind: JSONCursor.Kind, _ range: Range<Int>) throws(ScanFailure) {
        scan.streamOptionsRange = range
        guard scan.asksForUsage else { return }
        guard kind == .object || kind == .null else { throw .wrongType("stream_options") }
        if kind == .null { scan.streamOptions = .null }
    }

    /// A number that is not whole or that no reader keeps exactly is refused; anything else is the provider's to judge.
    mutating func noteMaxTokens(
        _ name: String,
        _ kind: JSONCursor.Kind,
        _ value: UnsafeRawBufferPointer,
        isNewer: Bool
    ) throws(ScanFailure) {
        guard kind == .number else { return }
        guard let tokens = JSONNumber.whole(value) else { throw .wrongType(name) }
        guard tokens >= 0, isNewer || !hasNewerMaxTokens else { return }
        scan.maxTokens = tokens
        if isNewer { hasNewerMaxTokens = true }
    }

    /// Reads the members of `stream_options`.
    private mutating func streamOptions(_ cursor: inout JSONCursor, _ nesting: JSONNesting) throws(ScanFailure) {
        scan.streamOptions = .empty
        try cursor.object(inside: nesting) { (cursor, name, inner) throws(ScanFailure) in
            scan.streamOptions = .members
            var decoded: [UInt8] = []
            JSONText.decode(cursor.bytes.part(name.range), into: &decoded)
            let kind = try cursor.kind()
            let start = cursor.at
            try cursor.value(inside: inner)
            guard decoded.elementsEqual("include_usage".utf8) else { return }
            guard scan.includeUsageRange == nil else { throw .duplicateKey("stream_options.include_usage") }
            guard kind == .bool || kind == .null else { throw .wrongType("stream_options.include_usage") }
            scan.includeUsageRange = start..<cursor.at
            scan.includesUsage = cursor.bytes[start] == UInt8(ascii: "t")
        }
    }
}
