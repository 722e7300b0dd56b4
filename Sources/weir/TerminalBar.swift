#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How far long work has come: a bar on standard error, where that is a terminal.
final class TerminalBar {
    private static let width = 30

    private let name: String
    /// True when somebody can see it.
    let isShown = isatty(STDERR_FILENO) == 1
    private var last = ""

    /// Makes a bar that is not shown yet.
    init(_ name: String) {
        self.name = name
    }

    /// Shows a share from 0 to 1 and what is being done.
    func show(_ share: Double, _ what: String) {
        guard isShown else { return }
        let filled = Int((min(max(share, 0), 1) * Double(Self.width)).rounded(.down))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
        let line = "\(name)  \(bar)  \(Int(share * 100)) %  \(what)"
        guard line != last else { return }
        last = line
        Terminal.sayInPlace(line)
    }

    /// Takes the bar away.
    func end() {
        if isShown, !last.isEmpty { Terminal.sayInPlace("") }
    }
}

extension Terminal {
    /// Writes words over the present line of standard error.
    static func sayInPlace(_ words: String) { sayOpen("\r\u{1B}[K" + words) }

    /// Asks on the terminal; false for anything but `y` or `yes`, and where there is nobody to ask.
    static func isAgreed(_ question: String) -> Bool {
        guard isatty(STDIN_FILENO) == 1 else { return false }
        sayOpen("\(question) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    /// Writes words to standard error without a line end; of a bar it does not matter what is lost.
    private static func sayOpen(_ words: String) {
        let bytes = Array(words.utf8)
        #if canImport(Glibc)
            _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        #else
            _ = bytes.withUnsafeBytes { Musl.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        #endif
    }
}
