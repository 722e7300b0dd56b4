#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The operating system's own words for the last failed call.
enum SystemFault {
    /// The text of `errno`.
    static var text: String { String(cString: strerror(errno)) }

    /// Makes the entry of `path` in its folder durable; false when the folder cannot be synced.
    static func syncFolder(of path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { return false }
        defer { close(handle) }
        return fsync(handle) == 0
    }
}
