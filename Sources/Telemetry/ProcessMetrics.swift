import Exchange
import Glibc

/// The standard process metrics, from /proc/self; what cannot be had is left out.
///
/// One scrape costs one small read, a stat and two calls of getrlimit, whatever the process holds open.
struct ProcessMetrics: Sendable {
    /// What one read of /proc/self/stat says.
    struct Stat: Sendable, Equatable {
        /// User and system time in seconds.
        var processorSeconds: Double
        /// Threads.
        var threads: Double
        /// The time between boot and the process' start, in seconds.
        var startAfterBoot: Double
        /// Virtual memory in bytes.
        var virtualBytes: Double
        /// Resident memory in bytes.
        var residentBytes: Double

        /// Reads the line of proc(5); nil when it is not one.
        init?(_ line: String, ticks: Double, page: Double) {
            // The second field is the program's name in parentheses, which may hold anything.
            guard let name = line.lastIndex(of: ")") else { return nil }
            let fields = line[line.index(after: name)...].split(separator: " ")
            guard fields.count > 21, ticks > 0, let user = Double(fields[11]), let system = Double(fields[12]),
                let threads = Double(fields[17]), let start = Double(fields[19]), let bytes = Double(fields[20]),
                let pages = Double(fields[21])
            else { return nil }
            processorSeconds = (user + system) / ticks
            self.threads = threads
            startAfterBoot = start / ticks
            virtualBytes = bytes
            residentBytes = pages * page
        }
    }

    /// When the process started.
    let start: WallTime

    init(time: any TimeSource) {
        var boot = timespec()
        clock_gettime(CLOCK_BOOTTIME, &boot)
        let sinceBoot = Double(boot.tv_sec) + Double(boot.tv_nsec) / 1e9
        let age = Self.current().map { max(sinceBoot - $0.startAfterBoot, 0) } ?? 0
        start = WallTime(nanoseconds: time.wall.nanoseconds - Int64(age * 1e9))
    }

    /// Has the registry ask for every family at each scrape.
    func register(with registry: Registry) {
        let started = Double(start.nanoseconds) / 1e9
        registry.collect {
            let stat = Self.current()
            let values: [(FamilyID, Double?)] = [
                (.processStartTime, started),
                (.processCPU, stat?.processorSeconds),
                (.processThreads, stat?.threads),
                (.processVirtualMemory, stat?.virtualBytes),
                (.processResidentMemory, stat?.residentBytes),
                (.processOpenFDs, Self.openFiles()),
                (.processMaxFDs, Self.limit(RLIMIT_NOFILE)),
                (.processVirtualMemoryMax, Self.limit(RLIMIT_AS)),
            ]
            return Dictionary(values.map { ($0, $1.map { [Reading($0)] } ?? []) }) { first, _ in first }
        }
    }

    private static func current() -> Stat? {
        guard let line = read("/proc/self/stat") else { return nil }
        return Stat(line, ticks: Double(sysconf(Int32(_SC_CLK_TCK))), page: Double(sysconf(Int32(_SC_PAGESIZE))))
    }

    private static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) { buffer in
            let count = Glibc.read(file, buffer.baseAddress, buffer.count)
            guard count > 0 else { return nil }
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    /// The open files: since Linux 6.2 the folder's size says it, before they are counted up to 65,536.
    private static func openFiles() -> Double? {
        var facts = stat()
        if stat("/proc/self/fd", &facts) == 0, facts.st_size > 0 { return Double(facts.st_size) }
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while count < 65_536, readdir(folder) != nil { count += 1 }
        // `.`, `..` and the folder itself are no open files of the program.
        return Double(max(count - 3, 0))
    }

    /// A limit of the process; nil when there is none.
    private static func limit(_ resource: __rlimit_resource) -> Double? {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limits) == 0 else { return nil }
        // RLIM_INFINITY is all ones, a macro that is not imported.
        return limits.rlim_cur == rlim_t.max ? nil : Double(limits.rlim_cur)
    }
}
