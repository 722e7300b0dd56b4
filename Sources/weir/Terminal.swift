#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a person sees: words on standard error, results on standard output.
enum Terminal {
    /// True when standard output is a terminal, so that colours make sense.
    static var isColoured: Bool { isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil }

    /// Writes words to standard error.
    static func say(_ words: String) {
        put(words + "\n", to: STDERR_FILENO)
    }

    /// Writes a line of a result to standard output.
    static func show(_ line: String) {
        put(line + "\n", to: STDOUT_FILENO)
    }

    private static func put(_ text: String, to file: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}

/// Why a command ends early, in words, with the exit status that says so.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    /// 1 something was found, 2 wrong usage, 3 cannot be reached, 78 the configuration or key is wrong.
    let status: Int32

    init(_ description: String, status: Int32 = 1) {
        self.description = description
        self.status = status
    }
}
