import Testing

/// Other programs are started in one place, which is given its arguments by the configuration file alone.
@Suite struct SpawnTests {
    private static let place = "Sources/Storage/Keys/SecretCommand.swift"
    private static let calls = [
        "posix_spawn", "posix_spawnp", "fork", "vfork", "execve", "execv", "execvp", "execl", "popen", "system",
        "Process", "dlopen",
    ]

    /// The calls of a file that start a program.
    private static func calls(in file: SourceFile) -> [String] {
        file.code.enumerated().flatMap { index, line in
            calls.filter { line.contains("\($0)(") && isWord($0, in: line) }.map { "\(file.path):\(index + 1) \($0)" }
        }
    }

    private static func isWord(_ name: String, in line: String) -> Bool {
        line.ranges(of: "\(name)(").contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            // a function of one's own may have the name of one of the system's
            let isDeclared = line[..<range.lowerBound].hasSuffix("func ")
            return !(isDeclared || before.isLetter || before.isNumber || before == "_" || before == ".")
        }
    }

    @Test func `one call in all rooms of the program starts another one`() {
        // the simulation stands beside the program and runs itself again
        let rooms = Tree.swift.filter { $0.isSource && $0.room != "Simulation" }
        let found = rooms.flatMap(Self.calls)
        #expect(found.count == 1 && found[0].hasPrefix(Self.place), "\(found)")
    }

    @Test(arguments: ["let child = Process()", "if fork() == 0 {}", "system(\"ls\")", "try posix_spawn(&a, b)"])
    func `a planted call is found`(_ line: String) {
        #expect(Self.calls(in: SourceFile(path: "Sources/Admin/Planted.swift", text: line)).count == 1)
    }

    @Test(arguments: ["note.system(x)", "// fork()", "operatingSystem(x)", "func system(x)", "\"Process()\""])
    func `what only looks alike is not`(_ line: String) {
        #expect(Self.calls(in: SourceFile(path: "Sources/Admin/Planted.swift", text: line)).isEmpty)
    }
}
