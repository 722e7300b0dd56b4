#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the file system says of a path.
enum FileFacts {
    /// True when something lies there.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
