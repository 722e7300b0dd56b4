import Testing

/// docs/cli.md against the commands as they are declared.
@Suite struct CommandTests {
    private let page = Page("docs/cli.md")
    private let declared = CommandReader.read(DocsTree.sources(in: "Sources/weir"))

    @Test func `the commands are found in the sources`() {
        let paths = declared.commands.map(\.path)
        for path in ["weir", "weir serve", "weir keys create", "weir config schema", "weir secrets rekey"] {
            #expect(paths.contains(path))
        }
        #expect(declared.commands.first { $0.path == "weir keys create" }?.options.contains("--expires-days") == true)
        #expect(declared.commands.first { $0.path == "weir keys show" }?.options.contains("<key>") == true)
        #expect(declared.groups.flatMap(\.options).contains("-c"))
    }

    @Test func `every command and option stands in cli`() {
        var missing: [String] = []
        for command in declared.commands where command.path != "weir" {
            let section = page.section("`\(command.path)`")
            if section == nil { missing.append(command.path) }
            let words = Set(Page.quoted(in: section ?? "").flatMap { $0.split(separator: " ").map { String($0) } })
            missing += command.options.filter { !words.contains($0) }.map { "\(command.path) \($0)" }
        }
        let words = Set(Page.quoted(in: page.text).flatMap { $0.split(separator: " ").map { String($0) } })
        missing += declared.groups.flatMap(\.options).filter { !words.contains($0) }
        #expect(missing == [], "docs/cli.md does not name these")
    }

    @Test func `every option in cli is declared`() {
        var unknown: [String] = []
        for command in declared.commands {
            let groups = declared.groups.filter { command.groups.contains($0.path) }.flatMap(\.options)
            let known = Set(command.options + groups + ["--help", "--version"])
            let named = (page.section("`\(command.path)`") ?? "").runs(from: "--") { $0.isLetter || $0 == "-" }
            unknown += named.filter { $0.contains(where: \.isLetter) && !known.contains($0) }
                .map { "\(command.path) \($0)" }
        }
        #expect(unknown == [], "docs/cli.md gives commands options they do not have")
    }

    @Test func `every command in the documents is declared`() {
        let known = Set(declared.commands.map(\.path))
        var unknown: [String] = []
        for path in Documents.all {
            for words in Page.quoted(in: DocsTree.text(path)) where words.hasPrefix("weir ") {
                let typed = words.split(separator: " ").map { String($0) }
                let isKnown = typed.indices.dropFirst().contains { known.contains(typed[...$0].joined(separator: " ")) }
                if !isKnown { unknown.append("\(path): \(words)") }
            }
        }
        #expect(unknown == [])
    }

    @Test func `a command is read out of its declaration`() {
        let source = """
            struct PlayCommand: AsyncParsableCommand {
                static let configuration = CommandConfiguration(
                    commandName: "play", abstract: "Play.")

                struct FastForward: ParsableCommand {
                    @Option(name: [.short, .long], help: "A \\"speed\\".")
                    var topSpeed: Int
                    @Flag(name: .customLong("raw"), help: "So.") var isRaw = false
                    @Argument(help: "What.") var songName: String
                }
            }
            extension PlayCommand {
                struct Stop: ParsableCommand {}
            }
            """
        let commands = CommandReader.read([source]).commands
        #expect(commands.map(\.path) == ["weir play", "weir play fast-forward", "weir play stop"])
        #expect(commands[1].options == ["-t", "--top-speed", "--raw", "<song-name>"])
    }
}
