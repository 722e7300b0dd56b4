import FoundationEssentials

/// The files of the checkout this test was built from.
enum DocsTree {
    private static let root: String = {
        let here = URL(filePath: #filePath).resolvingSymlinksInPath().path
        var parts = here.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// The text of a file; empty when it is not there, which no test takes for good.
    static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: "\(root)/\(path)").flatMap { String(validating: $0, as: UTF8.self) } ?? ""
    }

    /// True when a file or folder of that path is in the tree.
    static func holds(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    /// The texts of the files of that name below a folder.
    static func texts(named name: String, in folder: String) -> [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return paths.filter { $0 == name || $0.hasSuffix("/\(name)") }.map { text("\(folder)/\($0)") }
    }

    /// The text of all programs of a part of the conformance suite.
    static func conformance(_ part: String) -> String {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/Conformance/\(part)")) ?? []
        return paths.filter { $0.hasSuffix(".py") }.sorted().map { text("Conformance/\(part)/\($0)") }.joined()
    }

    /// The text of every Swift file below a folder.
    static func sources(in folder: String) -> [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return paths.sorted().filter { $0.hasSuffix(".swift") }.map { text("\(folder)/\($0)") }
    }
}
