import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The folder that holds all state: owner-only, and of one server at a time.
package struct DataDirectory: Sendable {
    /// The folder.
    package let path: String
    /// The control database.
    package var control: String { "\(path)/control.db" }
    /// The key file that a first start makes when no other source of a key is configured.
    package var keyFile: String { "\(path)/kek" }
    /// The day files.
    package var history: HistoryFiles { HistoryFiles(folder: "\(path)/history") }

    /// Makes the folder with mode 0700 when there is none, and refuses one that others could change.
    package init(path: String) throws(StorageError) {
        self.path = path
        try Self.prepare(path)
        try Self.prepare("\(path)/history")
    }

    /// Claims the folder for a server; the claim ends with the returned value or the process.
    package func claim() throws(StorageError) -> DataDirectoryClaim {
        guard let claim = try claimOnce() else { throw .inUse(path: path) }
        return claim
    }

    private static func prepare(_ path: String) throws(StorageError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw .directory(path: path, reason: "it cannot be made: \(SystemFault.text)")
        }
        let handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw .directory(path: path, reason: SystemFault.text) }
        defer { close(handle) }
        var facts = stat()
        guard fstat(handle, &facts) == 0 else { throw .directory(path: path, reason: SystemFault.text) }
        guard facts.st_uid == geteuid() else {
            throw .directory(path: path, reason: "it belongs to another user; run `chown \(geteuid()) \(path)`")
        }
        guard facts.st_mode & 0o022 == 0 else {
            throw .directory(path: path, reason: "others can write to it; run `chmod 700 \(path)`")
        }
        if facts.st_mode & 0o077 != 0, fchmod(handle, 0o700) != 0 {
            throw .directory(path: path, reason: "its mode cannot be set to 0700: \(SystemFault.text)")
        }
    }
}
