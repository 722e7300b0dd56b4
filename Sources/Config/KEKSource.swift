package import Exchange

/// Where the key comes from that encrypts the stored credentials.
package enum KEKSource: Sendable, Equatable {
    /// The environment variable `WEIR_KEK`, else what systemd laid out as `weir-kek`, else the file `kek` in the data
    /// directory, generated at need.
    case automatic
    /// A file of that path, owned by this user and closed to all others.
    case file(String)
    /// What a command prints, given as its arguments; no shell is involved.
    case command([String])
    /// The key itself, from a reference.
    case value(Secret)

    /// Tells whether two sources are the same.
    package static func == (left: KEKSource, right: KEKSource) -> Bool {
        switch (left, right) {
        case (.automatic, .automatic): true
        case (.file(let one), .file(let other)): one == other
        case (.command(let one), .command(let other)): one == other
        case (.value(let one), .value(let other)): one.hasSameBytes(as: other)
        default: false
        }
    }
}
