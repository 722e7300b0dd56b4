import Dialects
import Exchange
import NIOCore

/// One request as a provider gets it: the caller's bytes with weir's credential.
struct UpstreamRequest {
    private let passage: Passage
    private let target: Target

    init(passage: Passage, target: Target) {
        self.passage = passage
        self.target = target
    }

    /// The length of the body after its edits.
    var length: Int {
        passage.edits.reduce(passage.body.readableBytes) { $0 - $1.range.count + $1.replacement.count }
    }

    /// The body with its edits, without copying what is not edited.
    var pieces: [ByteBuffer] {
        let body = passage.body
        if passage.edits.isEmpty { return body.readableBytes == 0 ? [] : [body] }
        var pieces: [ByteBuffer] = []
        var position = 0
        for edit in passage.edits {
            if let kept = body.getSlice(at: body.readerIndex + position, length: edit.range.lowerBound - position) {
                pieces.append(kept)
            }
            pieces.append(ByteBuffer(bytes: edit.replacement))
            position = edit.range.upperBound
        }
        if let rest = body.getSlice(at: body.readerIndex + position, length: body.readableBytes - position) {
            pieces.append(rest)
        }
        return pieces
    }

    /// The head; `bodyLength` nil means a chunked body.
    func head(bodyLength: Int?) -> ByteBuffer {
        let caller = passage.caller.head
        var head = passage.room.loopBuffer(1_024 + caller.bytes.readableBytes + min(length, 32_768))
        writeLine(into: &head)
        head.writeField("host", target.authority)
        writeCredential(into: &head)
        caller.copyLines(into: &head, leavingOut: staysHere)
        for (name, value) in target.defaultHeaders where !caller.holds(name) {
            head.writeString(name)
            head.writeStaticString(": ")
            head.writeString(value)
            head.writeStaticString("\r\n")
        }
        head.writeStaticString("accept-encoding: identity\r\n")
        if let bodyLength {
            if bodyLength > 0 || passage.exchange.ask.method != .get {
                head.writeStaticString("content-length: ")
                head.writeDecimal(bodyLength)
                head.writeStaticString("\r\n")
            }
        } else {
            head.writeStaticString("transfer-encoding: chunked\r\n")
        }
        head.writeStaticString("\r\n")
        return head
    }

    /// The path and the query as the provider gets them.
    private var path: String {
        UpstreamPath.joined(target.basePath(isNative: passage.meaning.isNative), passage.meaning.rest)
    }

    private var query: String {
        let query = passage.caller.head.query
        return passage.meaning.surface == .gemini ? CallerQuery(query).withoutKey : query
    }

    private func writeLine(into head: inout ByteBuffer) {
        head.writeString(passage.exchange.ask.method.rawValue)
        head.writeInteger(0x20 as UInt8)
        head.writeString(path)
        let query = query
        if !query.isEmpty {
            head.writeInteger(0x3F as UInt8)
            head.writeString(query)
        }
        head.writeStaticString(" HTTP/1.1\r\n")
    }

    private var style: CredentialStyle { target.credentialStyle(isNative: passage.meaning.isNative) }

    private func writeCredential(into head: inout ByteBuffer) {
        if style == .awsSignature, let credential = target.credential, let keys = AWSCredential(credential) {
            return writeSignature(keys, into: &head)
        }
        target.writeCredential(style, into: &head)
    }

    private func writeSignature(_ credential: AWSCredential, into head: inout ByteBuffer) {
        var hash = SigV4BodyHash()
        for piece in pieces { piece.withUnsafeReadableBytes { hash.update($0) } }
        let bodyHash = hash.text
        let request = SigV4.Request(
            method: passage.exchange.ask.method.rawValue,
            path: path,
            query: query,
            headers: [("host", target.authority), ("x-amz-content-sha256", bodyHash)] + signedFields,
            bodyHash: bodyHash
        )
        let region = target.region ?? AWSRegion.of(host: target.origin.host) ?? "us-east-1"
        let signature = SigV4(region: region).sign(request, with: credential, at: passage.gateway.time.wall)
        signature.write(credential, bodyHash, into: &head)
    }

    /// The caller's fields that AWS wants in the signature: the type, and all of its own.
    private var signedFields: [(name: String, value: String)] {
        let caller = passage.caller.head
        return caller.fields.compactMap { field in
            guard !staysHere(field), field.id == .contentType || caller.isAmazon(field) else { return nil }
            return (caller.name(field), caller.withValue(field) { String(decoding: $0, as: UTF8.self) })
        }
    }

    /// True for the caller's fields that do not go on: those that never do, and a signature's where weir signs.
    private func staysHere(_ field: HeadField) -> Bool {
        let caller = passage.caller.head
        if field.id.staysHere || caller.isNominated(field) { return true }
        guard style == .awsSignature, field.id == .other else { return false }
        return ["x-amz-date", "x-amz-content-sha256", "x-amz-security-token"].contains(caller.name(field))
    }
}

extension HeadBlock {
    /// What stands behind the target's `?`; empty where there is none.
    var query: String {
        withBytes(target) { target in
            target.firstIndex(of: 0x3F).map { String(decoding: target[($0 + 1)...], as: UTF8.self) } ?? ""
        }
    }

    /// The field's name in lower case.
    func name(_ field: HeadField) -> String {
        let start = Int(field.nameStart)
        return withBytes(start..<start + Int(field.nameLength)) { bytes in
            String(decoding: bytes.map(ByteClass.lower), as: UTF8.self)
        }
    }

    /// True for the fields whose names AWS has taken for itself.
    func isAmazon(_ field: HeadField) -> Bool {
        field.id == .other && name(field).hasPrefix("x-amz-")
    }

    /// True when the head holds a field of this name, in any case.
    func holds(_ name: String) -> Bool {
        fields.contains { field in
            let start = Int(field.nameStart)
            return withBytes(start..<start + Int(field.nameLength)) { bytes in
                bytes.count == name.utf8.count
                    && zip(bytes, name.utf8).allSatisfy { ($0 &- 65 < 26 ? $0 | 0x20 : $0) == $1 }
            }
        }
    }
}
