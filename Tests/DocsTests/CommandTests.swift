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
        for command in declared.commands where command.path != "weir" {
            let section = page.section("`\(command.path)`")
            #expect(section != nil, "docs/cli.md has no section for \(command.path)")
            let quoted = Page.quoted(in: section ?? "")
            for option in command.options {
                #expect(
                    quoted.contains { $0.split(separator: " ").contains { $0 == option } },
                    "docs/cli.md lacks \(command.path) \(option)"
                )
            }
        }
        for option in declared.groups.flatMap(\.options) {
            #expect(page.text.contains("`\(option)"), "docs/cli.md lacks \(option)")
        }
    }

    @Test func `every option in cli is declared`() {
        let common = Set(declared.groups.flatMap(\.options) + ["--help", "-h", "--version"])
        for command in declared.commands {
            let known = common.union(command.options)
            let text = page.section("`\(command.path)`") ?? ""
            for option in text.runs(from: "--", of: { $0.isLetter || $0 == "-" }) where option.count > 3 {
                if option.allSatisfy({ $0 == "-" }) { continue }
                #expect(known.contains(option), "docs/cli.md gives \(command.path) an option \(option)")
            }
        }
    }

    @Test func `every command in the documents is declared`() {
        let known = Set(declared.commands.map(\.path))
        for path in Documents.all {
            for words in Page.quoted(in: DocsTree.text(path)) where words.hasPrefix("weir ") {
                let typed = words.split(separator: " ").prefix { $0.allSatisfy { $0.isLowercase || $0 == "-" } }
                let command = typed.prefix { !$0.hasPrefix("-") }.joined(separator: " ")
                let isKnown = known.contains(command) || known.contains { command.hasPrefix($0 + " ") && $0 != "weir" }
                #expect(isKnown, "\(path) names the command `\(words)`")
            }
        }
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
