import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where the flight recorder's files lie: `flight` of the running server, and what earlier ones left.
package struct FlightFiles: Sendable {
    /// The most files that are kept for a store that takes no rows.
    package static let mostKept = 8

    /// The state directory.
    private let folder: String

    /// Names the state directory.
    package init(folder: String) {
        self.folder = folder
    }

    /// The file of the running server.
    package var current: String { "\(folder)/flight" }

    /// The files whose slots wait to become rows, the oldest first: those kept, then the last server's.
    ///
    /// The file of a server that has left the directory to its successor and still finishes what it has is not one.
    package var waiting: [String] {
        let kept = names.filter { $0.hasPrefix("flight.kept-") }.sorted().map { "\(folder)/\($0)" }
        return kept.filter { !isInUse($0) } + (FileFacts.exists(current) ? [current] : [])
    }

    private func isInUse(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// Keeps the last server's file for the next start; true when it is out of the way.
    func keep(_ path: String, at now: WallTime) -> Bool {
        path != current || rename(path, kept(at: now)) == 0
    }

    /// The name under which a file is kept.
    func kept(at now: WallTime) -> String { "\(folder)/flight.kept-\(Self.stamp(now))" }

    /// Puts a file that cannot be read where no start looks; its new name, or nil when it cannot be moved.
    func setAside(_ path: String, at now: WallTime) -> String? {
        let name = "flight.unreadable-\(Self.stamp(now))"
        return rename(path, "\(folder)/\(name)") == 0 ? name : nil
    }

    /// Deletes a file; true when it is gone.
    func delete(_ path: String) -> Bool { unlink(path) == 0 || errno == ENOENT }

    /// The time as a number of fixed width, so that names sort by it.
    private static func stamp(_ now: WallTime) -> String {
        let digits = "\(max(now.microseconds, 0))"
        return String(repeating: "0", count: max(17 - digits.count, 0)) + digits
    }

    private var names: [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            )
        }
        return names
    }
}

extension DataDirectory {
    /// The flight recorder's files.
    package var flight: FlightFiles { FlightFiles(folder: path) }
}
