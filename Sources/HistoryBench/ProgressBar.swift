#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How far a long step has come, on standard error where that is a terminal.
final class ProgressBar {
    private let name: String
    private let total: Int
    private let isShown = isatty(STDERR_FILENO) == 1
    private var done = 0
    private var shown = -1

    init(_ name: String, total: Int) {
        self.name = name
        self.total = max(total, 1)
    }

    /// Notes that so many more are done.
    func advance(_ count: Int) {
        done += count
        let percent = min(done * 100 / total, 100)
        guard isShown, percent != shown else { return }
        shown = percent
        let filled = percent / 4
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 25 - filled)
        OutputFile.say("\r\(name)  \(bar)  \(percent) %")
    }

    /// Ends the line.
    func end() {
        if isShown { OutputFile.say("\n") }
    }
}
