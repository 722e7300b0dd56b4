/// How much memory the process uses and may use.
enum MemoryFacts {
    /// The configured bound; else that of the control group, else what the machine has; 0 where nothing says it.
    static func limit(configured: Int) -> Int64 {
        if configured > 0 { return Int64(configured) }
        let group = FileFact.text("/sys/fs/cgroup/memory.max", most: 64).flatMap { Int64($0.prefix { $0.isNumber }) }
        return [group, machine].compactMap(\.self).min() ?? 0
    }

    /// The bytes that are resident now; nil where the system does not tell.
    static var resident: Int64? { kibibytes("VmRSS:", in: "/proc/self/status") }

    private static var machine: Int64? { kibibytes("MemTotal:", in: "/proc/meminfo") }

    private static func kibibytes(_ name: String, in path: String) -> Int64? {
        guard let text = FileFact.text(path, most: 8_192) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Int64($0.drop { !$0.isNumber }.prefix { $0.isNumber }) }.map { $0 * 1_024 }
    }
}
