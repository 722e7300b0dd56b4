import Exchange

/// Looks at attributes before they are stored.
enum AttributeChecks {
    static func check(_ attributes: Attributes) throws {
        try list(attributes.models, "models")
        try list(attributes.endpoints, "endpoints")
        guard attributes.endpoints.allSatisfy({ $0.hasPrefix("/") || $0.hasPrefix("*") }) else {
            throw StorageError.name("endpoints: an endpoint begins with / or *")
        }
        try places(providers: attributes.providers, residency: attributes.residency)
        if let limit = attributes.maxConcurrent, !(1...1_000_000).contains(limit) {
            throw StorageError.name("max_concurrent is from 1 to 1000000")
        }
    }

    /// Looks at the lists that say which targets may be asked.
    static func places(providers: [String], residency: [String]) throws {
        try list(providers, "providers")
        try list(residency, "residency")
        guard residency.allSatisfy(isTag) else {
            throw StorageError.name("residency: a tag is 1 to 32 of a-z, 0-9, _ and -")
        }
    }

    private static func list(_ entries: [String], _ name: String) throws {
        guard entries.count <= Attributes.mostEntries else {
            throw StorageError.name("\(name) has more than \(Attributes.mostEntries) entries")
        }
        for entry in entries {
            guard (1...Attributes.longestEntry).contains(entry.utf8.count) else {
                throw StorageError.name("\(name): an entry has 1 to \(Attributes.longestEntry) bytes")
            }
            guard entry.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw StorageError.name("\(name): an entry holds a control character")
            }
        }
    }

    private static func isTag(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7A, 0x5F, 0x2D: true
                default: false
                }
            }
    }
}
