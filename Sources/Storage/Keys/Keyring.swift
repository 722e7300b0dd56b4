package import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The key-encryption keys at hand: one seals, all open.
package struct Keyring: Sendable {
    /// The most keys of a ring.
    package static let capacity = 16

    /// The key that seals.
    package let active: KeyEncryptionKey
    private let keys: [KeyEncryptionKey.ID: KeyEncryptionKey]
    /// The names of all keys, the active one first.
    package let ids: [KeyEncryptionKey.ID]

    /// Makes a ring whose first key is the active one.
    package init(_ keys: [KeyEncryptionKey]) throws(KeyError) {
        guard let first = keys.first else { throw .missing }
        guard keys.count <= Self.capacity else { throw .malformed("more than \(Self.capacity) keys") }
        active = first
        self.keys = Dictionary(keys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<KeyEncryptionKey.ID> = []
        ids = keys.map(\.id).filter { seen.insert($0).inserted }
    }

    /// Reads one key per line, the first active; blank lines and lines that begin with `#` are skipped.
    package init(text: Secret) throws(KeyError) {
        let keys = try text.withBytes { bytes throws(KeyError) -> [KeyEncryptionKey] in
            var keys: [KeyEncryptionKey] = []
            for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
                let trimmed = Self.trim(line)
                guard let first = trimmed.first, first != UInt8(ascii: "#") else { continue }
                keys.append(try KeyEncryptionKey(text: Array(trimmed)))
            }
            return keys
        }
        try self.init(keys)
    }

    /// The same ring with `key` active and the others left to open.
    package func activating(_ key: KeyEncryptionKey) throws(KeyError) -> Keyring {
        try Keyring([key] + ids.compactMap { keys[$0] }.filter { $0.id != key.id })
    }

    /// The same ring with the key of that name active, or nil when it is not in it.
    func activating(_ id: KeyEncryptionKey.ID) -> Keyring? {
        guard let key = keys[id] else { return nil }
        return id == active.id ? self : try? activating(key)
    }

    /// The same ring without the key of that name, unless it is the only one.
    package func removing(_ id: KeyEncryptionKey.ID) -> Keyring {
        (try? Keyring(ids.filter { $0 != id }.compactMap { keys[$0] })) ?? self
    }

    /// The same ring with those keys of `other` behind it that are wanted and that it lacks.
    func keeping(_ wanted: some Sequence<KeyEncryptionKey.ID>, of other: Keyring) -> Keyring {
        let lost = wanted.filter { keys[$0] == nil }.compactMap { other.keys[$0] }
        return lost.isEmpty ? self : (try? Keyring(ids.compactMap { keys[$0] } + lost)) ?? self
    }

    /// Writes the keys to a file that only this user may read, the active one first; replaces it at once.
    package func save(at path: String) throws(KeyError) {
        let fresh = path + ".new"
        unlink(fresh)
        let file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .file("\(fresh) cannot be made: \(SystemFault.text)") }
        var isWritten = true
        for id in ids {
            guard let key = keys[id] else { continue }
            isWritten =
                isWritten
                && key.text().withBytes { bytes in
                    let end: [UInt8] = [0x0A]
                    return write(file, bytes.baseAddress, bytes.count) == bytes.count && write(file, end, 1) == 1
                }
        }
        isWritten = isWritten && fsync(file) == 0
        close(file)
        guard isWritten, rename(fresh, path) == 0, SystemFault.syncFolder(of: path) else {
            throw .file("\(path) cannot be written: \(SystemFault.text)")
        }
    }

    /// The key of that name, or nil.
    func key(_ id: KeyEncryptionKey.ID) -> KeyEncryptionKey? { keys[id] }

    private static func trim(_ line: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var line = line
        while let first = line.first, first == 0x20 || first == 0x09 { line = line.dropFirst() }
        while let last = line.last, last == 0x20 || last == 0x09 { line = line.dropLast() }
        return line
    }
}
