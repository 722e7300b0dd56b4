package import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Runs a program that prints a secret: an argument array from the configuration file, never a shell.
///
/// The only place of the program that starts another one. What it starts has no input, sees no file of this process,
/// and what it says on standard error goes nowhere: a script that shows its commands would put secrets into the log.
package struct SecretCommand: Sendable {
    /// The program, looked up in `PATH`, and its arguments.
    let arguments: [String]
    /// Its environment.
    let environment: [String: String]

    /// The most bytes it may print.
    package static let maximum = 4_096

    /// Names a program, its arguments and the whole of its environment.
    package init(_ arguments: [String], environment: [String: String]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// Runs it and returns what it printed, one byte to 4 KiB; it is killed, with what it started, at the deadline.
    package func run(deadline: Duration = .seconds(10)) throws(SourceFault) -> Secret {
        guard let program = arguments.first, !program.isEmpty else { throw SourceFault("it is empty") }
        var ends: [Int32] = [-1, -1]
        guard Self.makePipe(&ends) else { throw SourceFault(SystemFault.text) }
        defer { close(ends[0]) }
        let child: pid_t
        do {
            defer { close(ends[1]) }
            child = try spawn(program, output: ends[1])
        }
        var buffer = [UInt8](repeating: 0, count: Self.maximum + 1)
        defer { explicit_bzero(&buffer, buffer.count) }
        let end = SystemTime().now + deadline
        let result = collect(ends[0], into: &buffer, until: end)
        let status = reap(child, until: end, kill: result.map { $0 > Self.maximum } ?? true)
        guard let used = result else { throw SourceFault("it did not end within \(deadline) and was stopped") }
        guard used <= Self.maximum else { throw SourceFault("it printed more than \(Self.maximum) bytes") }
        guard status == 0 else { throw SourceFault(Self.words(of: status)) }
        guard used > 0 else { throw SourceFault("it printed nothing") }
        return Secret(copying: buffer[..<used])
    }

    private static func words(of status: Int32) -> String {
        let signal = status & 0x7F
        return signal == 0 ? "it ended with exit status \(status >> 8 & 0xFF)" : "it was ended by signal \(signal)"
    }

    private func spawn(_ program: String, output: Int32) throws(SourceFault) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        Self.closeOthers(&actions)
        // Its own group, so that what it starts in turn can be stopped with it; signals as in a fresh process.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        )
        var words = arguments.map { strdup($0) } + [nil]
        var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, program, &actions, &attributes, &words, &settings)
        guard code == 0 else { throw SourceFault("\(program): \(String(cString: strerror(code)))") }
        return child
    }

    /// How many files may be opened by other threads between the look at them and the start of the program.
    private static let slack: Int32 = 256

    /// Closes every file but the first three, whether or not whoever opened it thought of programs that are started.
    ///
    /// Numbers that are free are closed too: what is opened meanwhile takes the lowest of them.
    private static func closeOthers(_ actions: inout posix_spawn_file_actions_t) {
        guard let folder = opendir("/proc/self/fd") else { return }
        defer { closedir(folder) }
        var highest: Int32 = 2
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            highest = max(highest, Int32(String(decoding: name, as: UTF8.self)) ?? 2)
        }
        // a number beyond the limit would be refused
        let limit = sysconf(Int32(_SC_OPEN_MAX))
        let end = limit > 0 ? min(Int(highest + slack), limit) : Int(highest) + 1
        for file in stride(from: 3, to: end, by: 1) { posix_spawn_file_actions_addclose(&actions, Int32(file)) }
    }

    private static func makePipe(_ ends: inout [Int32]) -> Bool {
        guard pipe(&ends) == 0 else { return false }
        return ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
    }

    /// Reads to the end of the output; nil at the deadline.
    private func collect(_ file: Int32, into buffer: inout [UInt8], until end: Moment) -> Int? {
        var used = 0
        while used < buffer.count {
            let left = (end - SystemTime().now).inNanoseconds / 1_000_000
            guard left > 0 else { return nil }
            var waiting = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(min(left, 10_000))) > 0 else { continue }
            let room = buffer.count - used
            let got = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress?.advanced(by: used), room) }
            if got < 0, errno == EINTR || errno == EAGAIN { continue }
            if got <= 0 { return used }
            used += got
        }
        return used
    }

    /// Waits for the child; kills its group when asked to, or at the deadline.
    private func reap(_ child: pid_t, until end: Moment, kill now: Bool) -> Int32 {
        var status: Int32 = 0
        var mustKill = now
        while true {
            if mustKill { kill(-child, SIGKILL) }
            let gone = waitpid(child, &status, mustKill ? 0 : WNOHANG)
            if gone == child { return status }
            if gone < 0, errno != EINTR { return -1 }
            mustKill = mustKill || SystemTime().now >= end
            if !mustKill { poll(nil, 0, 5) }
        }
    }
}
