import Dialects

/// The keys of one issuer by `kid`, as its JWKS document lists them (RFC 7517).
///
/// Passed over are whole keys for other purposes: another `use`, `key_ops` without `verify`, types, curves and
/// algorithms weir does not take, and keys without a `kid`, as no token could choose them. What is broken, too weak or
/// should be private refuses the whole document, so that an issuer's mistake is seen.
package struct KeySet: Sendable {
    /// The most bytes of a document.
    package static let longestDocument = 262_144
    /// The most keys of a document, those included that are passed over.
    package static let mostKeys = 50

    private let keys: [String: VerifyingKey]
    /// How many keys were passed over, as they are for other purposes.
    package let passedOver: Int

    /// How many keys it has to check tokens with, at least 1.
    package var count: Int { keys.count }

    /// Reads a document, or says what is wrong with it.
    package init(parsing document: [UInt8]) throws(KeySetFault) {
        let list = try Self.list(document)
        var keys: [String: VerifyingKey] = [:]
        var names: Set<String> = []
        var passedOver = 0
        for (place, value) in list.enumerated() {
            do throws(KeySetFault.Reason) {
                guard let members = value.members else { throw .noList }
                let key = PublishedKey(object: StrictJSON(checked: members))
                let name = try key.id()
                if let name, !names.insert(name).inserted { throw .duplicateKeyID }
                guard let usable = try key.verifyingKey(), let name else {
                    passedOver += 1
                    continue
                }
                keys[name] = usable
            } catch {
                throw KeySetFault(reason: error, place: place)
            }
        }
        guard !keys.isEmpty else { throw KeySetFault(reason: .nothingUsable, place: nil) }
        self.keys = keys
        self.passedOver = passedOver
    }

    /// The key of this `kid`, and no other in its place.
    func key(_ id: String) -> VerifyingKey? {
        // canonical equivalence cannot widen this: both sides are visible ASCII
        keys[id]
    }

    private static func list(_ document: [UInt8]) throws(KeySetFault) -> [JSONValue] {
        func fault(_ reason: KeySetFault.Reason) -> KeySetFault { KeySetFault(reason: reason, place: nil) }
        guard document.count <= longestDocument else { throw fault(.tooLong) }
        let object: StrictJSON
        do {
            object = try StrictJSON(document)
        } catch {
            throw fault(error == .duplicateName ? .duplicateName : .notJSON)
        }
        guard let list = object["keys"]?.elements else { throw fault(.noList) }
        guard list.count <= mostKeys else { throw fault(.tooMany) }
        return list
    }
}
