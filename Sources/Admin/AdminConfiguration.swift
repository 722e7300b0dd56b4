package import Exchange
package import Storage

/// What the plane needs of the configuration, which is another room's.
package struct AdminConfiguration: Sendable {
    /// One entry of a kind, as it is in force.
    package struct Entry: Sendable {
        /// Its name.
        package var name: String
        /// The version of one that was made while weir ran; nil for one of the file.
        package var version: Int64?
        /// The keys below it with their values; never a secret.
        package var values: [(path: String, value: String)]

        /// Makes an entry.
        package init(name: String, version: Int64? = nil, values: [(path: String, value: String)]) {
            self.name = name
            self.version = version
            self.values = values
        }
    }

    /// The revision.
    package var revision: @Sendable () -> String
    /// Every key with its value; never a secret.
    package var values: @Sendable () -> [(path: String, value: String)]
    /// The entries of a kind, in the order of their names.
    package var entries: @Sendable (ManagedKind) -> [Entry]
    /// Where the credentials of a provider may be sent; nil for a name that no provider has.
    package var origin: @Sendable (_ provider: String) -> Origin?
    /// Why a credential would be refused by the configuration, or nil.
    package var fault: @Sendable (_ secret: String) -> String?

    /// Names what there is.
    package init(
        revision: @escaping @Sendable () -> String,
        values: @escaping @Sendable () -> [(path: String, value: String)],
        entries: @escaping @Sendable (ManagedKind) -> [Entry],
        origin: @escaping @Sendable (_ provider: String) -> Origin?,
        fault: @escaping @Sendable (_ secret: String) -> String?
    ) {
        self.revision = revision
        self.values = values
        self.entries = entries
        self.origin = origin
        self.fault = fault
    }
}
