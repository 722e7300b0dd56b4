import Dialects

/// One object of a JWKS document on its way to a key (RFC 7517, section 4; RFC 7518, section 6; RFC 8037, section 2).
struct PublishedKey {
    let object: StrictJSON

    /// The members that only the owner of a key may have.
    static let secrets = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]

    /// Its `kid`, or nil when it has none.
    func id() throws(KeySetFault.Reason) -> String? {
        guard object["kid"] != nil else { return nil }
        let id = try text("kid")
        guard id.isVisibleASCII(atMost: TextBounds.keyID) else { throw .malformed(member: "kid") }
        return id
    }

    /// The key; nil when it is for another purpose than to check tokens.
    func verifyingKey() throws(KeySetFault.Reason) -> VerifyingKey? {
        let type = try text("kty")
        if type.isExactly("oct") || Self.secrets.contains(where: { object[$0] != nil }) { throw .privateKey }
        guard try isForSignatures() else { return nil }
        if type.isExactly("RSA") { return try rsa() }
        if type.isExactly("EC") { return try elliptic() }
        if type.isExactly("OKP") { return try edwards() }
        return nil
    }

    private func isForSignatures() throws(KeySetFault.Reason) -> Bool {
        if object["use"] != nil, try !text("use").isExactly("sig") { return false }
        guard let value = object["key_ops"] else { return true }
        guard let elements = value.elements else { throw .malformed(member: "key_ops") }
        var mayVerify = false
        for element in elements {
            guard let operation = element.text else { throw .malformed(member: "key_ops") }
            if operation.isExactly("verify") { mayVerify = true }
        }
        return mayVerify
    }

    private func rsa() throws(KeySetFault.Reason) -> VerifyingKey? {
        guard let algorithms = try algorithms([.rs256, .ps256], family: ["RS", "PS"]) else { return nil }
        return try VerifyingKey(modulus: try number("n"), exponent: try number("e"), for: algorithms)
    }

    private func elliptic() throws(KeySetFault.Reason) -> VerifyingKey? {
        guard try algorithms([.es256], family: ["ES"]) != nil, try text("crv").isExactly("P-256") else { return nil }
        return try VerifyingKey(x: try number("x"), y: try number("y"))
    }

    private func edwards() throws(KeySetFault.Reason) -> VerifyingKey? {
        guard try algorithms([.edDSA], family: ["Ed"]) != nil, try text("crv").isExactly("Ed25519") else {
            return nil
        }
        return try VerifyingKey(point: try number("x"))
    }

    /// Those of a type's algorithms that the key is for; nil when it is for one that weir does not take.
    ///
    /// A token algorithm of another type's `family` is a mistake: such a key is what confusions of algorithms need.
    private func algorithms(
        _ own: Set<TokenAlgorithm>,
        family: [String]
    ) throws(KeySetFault.Reason) -> Set<TokenAlgorithm>? {
        guard object["alg"] != nil else { return own }
        let name = try text("alg")
        if let algorithm = TokenAlgorithm(exactly: name) {
            guard own.contains(algorithm) else { throw .unfitAlgorithm }
            return [algorithm]
        }
        // `EdDSA` has a newer name for this one curve (RFC 9864); the token must still say `EdDSA`
        if own == [.edDSA], name.isExactly("Ed25519") { return own }
        let foreign = ["RS", "PS", "ES", "Ed", "HS"].filter { !family.contains($0) }
        guard !foreign.contains(where: { name.utf8.starts(with: $0.utf8) }), !name.isExactlyIgnoringCase("none") else {
            throw .unfitAlgorithm
        }
        return nil
    }

    private func text(_ member: String) throws(KeySetFault.Reason) -> String {
        guard let text = object[member]?.text else { throw .malformed(member: member) }
        return text
    }

    private func number(_ member: String) throws(KeySetFault.Reason) -> [UInt8] {
        guard let bytes = Base64URL.bytes(try text(member).utf8), !bytes.isEmpty else {
            throw .malformed(member: member)
        }
        return bytes
    }
}
