import Exchange
import Foundation
import Storage
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Files and programs that hold secrets, and those that only look like it.
@Suite struct SecretSourceTests {
    private static let few = ["PATH": "/usr/bin:/bin"]

    private func run(_ arguments: [String], within limit: Duration = .seconds(10)) throws -> String {
        try SecretCommand(arguments, environment: Self.few).run(deadline: limit).revealed
    }

    private func reason(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "nothing was thrown"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        (SecretFile.Rule.own, mode_t(0o600), true), (.own, 0o400, true), (.own, 0o640, false), (.own, 0o604, false),
        (.trusted, 0o600, true), (.trusted, 0o440, false), (.trusted, 0o620, false), (.trusted, 0o644, false),
        (.credential, 0o440, true), (.credential, 0o400, true), (.credential, 0o444, false),
        (.credential, 0o460, false),
    ])
    func `a file is read only when its mode closes it`(_ rule: SecretFile.Rule, _ mode: mode_t, _ isGood: Bool) throws {
        let folder = try Folder()
        let path = try folder.write("sk-0123", to: "key", mode: mode)
        if isGood {
            #expect(try SecretFile(path, rule).read().revealed == "sk-0123")
        } else {
            #expect(reason { _ = try SecretFile(path, rule).read() }.contains("run `chmod 600 \(path)`"))
        }
    }

    @Test func `links are followed and what they lead to is judged, as Kubernetes lays secrets out`() throws {
        let folder = try Folder()
        try folder.make("..data-1")
        try folder.make("..data-2")
        _ = try folder.write("sk-one", to: "..data-1/key")
        _ = try folder.write("sk-two", to: "..data-2/key", mode: 0o640)
        #expect(symlink("..data-1", "\(folder.path)/..data") == 0)
        #expect(symlink("..data/key", "\(folder.path)/key") == 0)
        let file = SecretFile("\(folder.path)/key", .trusted)
        let before = try #require(file.state)
        #expect(try file.read().revealed == "sk-one")
        #expect(file.state == before)
        #expect(symlink("..data-2", "\(folder.path)/..tmp") == 0)
        #expect(rename("\(folder.path)/..tmp", "\(folder.path)/..data") == 0)
        #expect(file.state != before)
        #expect(throws: SourceFault.self) { try file.read() }
        #expect(chmod("\(folder.path)/..data-2/key", 0o600) == 0)
        #expect(try file.read().revealed == "sk-two")
    }

    @Test func `a pipe, a folder, a device, an empty and a large file are refused without waiting`() throws {
        let folder = try Folder()
        #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        _ = try folder.write("", to: "empty")
        _ = try folder.write(String(repeating: "k", count: 4_097), to: "large")
        let full = try folder.write(String(repeating: "k", count: 4_096), to: "full")
        for path in ["\(folder.path)/pipe", folder.path, "/dev/zero", "/dev/null", "\(folder.path)/none"] {
            #expect(throws: SourceFault.self) { try SecretFile(path, .trusted).read() }
        }
        #expect(reason { _ = try SecretFile("\(folder.path)/empty", .own).read() }.hasSuffix("is empty"))
        #expect(reason { _ = try SecretFile("\(folder.path)/large", .own).read() }.contains("4096 bytes"))
        #expect(try SecretFile(full, .own).read().count == 4_096)
        #expect(SecretFile("\(folder.path)/none", .own).state == nil)
    }

    @Test func `a file that is written while it is read gives the old or the new value or none`() throws {
        let folder = try Folder()
        let values = ["a", "b"].map { String(repeating: $0, count: 3_000) }
        let path = try folder.write(values[0], to: "key")
        let writer = Thread {
            for turn in 0..<400 { _ = try? folder.write(values[turn % 2], to: "key") }
        }
        writer.start()
        for _ in 0..<400 {
            // cut short by a writer in place, it is empty, refused or whole; never a mixture of both
            guard let read = try? SecretFile(path, .own).read().revealed else { continue }
            #expect(Set(read).count == 1)
        }
    }

    @Test func `a program's output comes back as it is`() throws {
        #expect(try run(["printf", "sk-%s\\n", "1"]) == "sk-1\n")
        #expect(try run(["printf", "a\\000b"]) == "a\0b")
    }

    @Test(arguments: [
        ([], "it is empty"), (["/no/such/program"], "No such file"), (["false"], "exit status 1"),
        (["sh", "-c", "echo sk-secret; exit 7"], "exit status 7"), (["true"], "printed nothing"),
        (["sh", "-c", "kill -9 $$"], "signal 9"), (["head", "-c", "4097", "/dev/zero"], "more than 4096"),
        (["cat", "/dev/zero"], "more than 4096"), (["sh", "-c", "echo sk-secret >&2; false"], "exit status 1"),
    ])
    func `a program that fails is named by its end and not by what it printed`(
        _ arguments: [String],
        _ words: String
    ) {
        let told = reason { _ = try run(arguments) }
        #expect(told.contains(words) && !told.contains("sk-secret"), "\(told)")
    }

    @Test func `one that hangs is ended with all it started`() throws {
        let folder = try Folder()
        let mark = "\(folder.path)/mark"
        let script = "(sleep 600; echo late > \(mark)) & echo $! > \(mark).pid; sleep 600"
        let told = reason { _ = try run(["sh", "-c", script], within: .milliseconds(300)) }
        #expect(told.contains("was stopped"))
        let text = try String(contentsOfFile: mark + ".pid", encoding: .utf8)
        let child = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        // whoever is left of it is dead, or about to be reaped by init
        let isGone = {
            let state = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ") Z"
            return state.split(separator: ")").last?.contains("Z") == true
        }
        for _ in 0..<1_000 where !isGone() { poll(nil, 0, 5) }
        #expect(isGone())
    }

    @Test func `a program sees no file and no variable of this process`() throws {
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(fcntl(file, F_GETFD) & FD_CLOEXEC == 0)
        setenv("WEIR_TEST_SECRET", "sk-in-the-environment", 1)
        #expect(try run(["sh", "-c", "ls /proc/$$/fd | tr '\\n' ' '"]).hasPrefix("0 1 2"))
        #expect(try !run(["sh", "-c", "ls /proc/$$/fd"]).contains("\n\(file)\n"))
        #expect(try !run(["env"]).contains("WEIR_TEST_SECRET"))
        #expect(try run(["cat"] + ["/proc/self/cmdline"]) == "cat\0/proc/self/cmdline\0")
    }
}
