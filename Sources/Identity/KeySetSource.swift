/// Gets the documents in which issuers publish their keys; the only part that uses the network.
package protocol KeySetSource: Sendable {
    /// Gets the document at an https URL, or throws when there is none of at most `limit` bytes within its deadline.
    ///
    /// It follows no redirect, verifies the server's certificate and never connects to an address within the house.
    func document(at url: String, limit: Int) async throws -> [UInt8]
}

/// The order to get one issuer's keys; whoever is given it must report its end.
package struct KeySetFetch: Sendable, Hashable {
    /// The issuer's name.
    package let issuer: String
    /// Where its keys are published.
    package let url: String
    /// Tells this order from earlier ones that were given up.
    let number: UInt64
}
