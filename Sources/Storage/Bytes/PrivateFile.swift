#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Opens files that only this user may read.
enum PrivateFile {
    /// Opens a regular file of this user's for reading and writing, making it with mode 0600 when there is none.
    static func open(_ path: String) throws(StorageError) -> Int32 {
        let file = handle(path)
        guard file >= 0 else { throw .file(path: path, reason: "cannot be opened: \(SystemFault.text)") }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_uid == geteuid() else {
            close(file)
            throw .file(path: path, reason: "is not a regular file of this user's")
        }
        if facts.st_mode & 0o077 != 0, fchmod(file, 0o600) != 0 {
            let reason = "can be read by others: \(SystemFault.text)"
            close(file)
            throw .file(path: path, reason: reason)
        }
        return file
    }

    /// Opens a file that is there for whole, aligned writes past the kernel's cache; -1 where that is not possible.
    static func openPastCache(_ path: String) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | __O_DIRECT)
        #else
            Musl.open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECT)
        #endif
    }

    private static func handle(_ path: String) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        #else
            Musl.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        #endif
    }
}
