#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What keeps secrets in memory from reaching the disk.
enum Hardening {
    /// Forbids core dumps; a crash leaves a log line and a lost process, never a file with keys in it.
    static func apply() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }
}
