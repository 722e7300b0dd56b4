/// Words that have no place in the code.
enum WordRule {
    /// The programs, which speak to who runs them.
    private static let printers: Set<String> = ["weir", "HistoryBench", "Simulation"]

    static func findings(in file: SourceFile) -> [Finding] {
        file.words.compactMap { word in
            problem(word, in: file).map { file.finding(word.line, $0) }
        }
    }

    private static func problem(_ word: Word, in file: SourceFile) -> String? {
        switch word.text {
        case "try" where word.after == "!": return "`try!` stops the process"
        case "as" where word.after == "!": return "`as!` stops the process"
        case "fatalError" where word.after == "(": return "`fatalError` stops the process"
        case "public" where file.isSource: return "`public`: nothing outside of this package uses it; `package`"
        case "print" where word.after == "(" && word.before != "." && speaks(file):
            return "`print` outside of the program: tell the record or the event log"
        default: return nil
        }
    }

    private static func speaks(_ file: SourceFile) -> Bool {
        file.isSource && !printers.contains(file.room ?? "")
    }
}
