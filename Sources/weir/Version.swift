import ArgumentParser
import Telemetry

/// What runs.
enum Version {
    /// The version of this tree, as CHANGELOG.md names it.
    static let text = "0.1.0"

    /// The facts of `weir_build_info`.
    ///
    /// The revision is asked of the environment at the start: a build cannot know its commit.
    static func facts(revision: String?) -> BuildFacts {
        #if arch(x86_64)
            let target = "x86_64-unknown-linux-gnu"
        #elseif arch(arm64)
            let target = "aarch64-unknown-linux-gnu"
        #else
            let target = "unknown"
        #endif
        #if compiler(>=6.4)
            let compiler = "6.4"
        #else
            let compiler = "6.3"
        #endif
        return BuildFacts(version: text, revision: revision ?? "unknown", swiftVersion: compiler, target: target)
    }
}

/// `weir version`: prints the version.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() {
        print("weir \(Version.text)")
    }
}
