import Glibc

/// Carries lines to standard output or a file without ever making a caller wait.
///
/// Lines go into a ring of fixed size; one thread writes them out. What finds no room, or cannot be
/// written, is dropped and counted by level. A line is written whole or counted as failed.
package final class LogSink: Sendable {
    /// Where the lines go.
    package enum Destination: Sendable, Hashable {
        /// An open file descriptor; 1 is standard output. It stays open.
        case descriptor(Int32)
        /// A file, appended to and made when missing.
        case file(String)
    }

    /// The destination could not be opened.
    package struct CannotOpen: Error, Equatable {
        /// The path that could not be opened.
        package let path: String
        /// The reason, as errno.
        package let errno: Int32

        /// Makes the error.
        package init(path: String, errno: Int32) {
            self.path = path
            self.errno = errno
        }
    }

    private let desk: LogDesk

    /// Opens the destination and starts the writer; `capacity` is the ring's size in bytes.
    package init(_ destination: Destination, capacity: Int = 8 << 20) throws(CannotOpen) {
        switch destination {
        case .descriptor(let number):
            desk = LogDesk(descriptor: number, isOwned: false, capacity: capacity)
        case .file(let path):
            let number = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
            guard number >= 0 else { throw CannotOpen(path: path, errno: Glibc.errno) }
            desk = LogDesk(descriptor: number, isOwned: true, capacity: capacity)
        }
        LogWriter.start(desk)
    }

    deinit {
        desk.close()
    }

    /// Takes one line, which ends with a line feed; false when it was dropped.
    ///
    /// Never waits.
    @discardableResult
    package func write(_ line: UnsafeRawBufferPointer, level: LogLevel) -> Bool {
        desk.push(line, level)
    }

    /// What became of the lines so far.
    package var counts: LogCounts { desk.counts }

    /// Waits until everything is out or `time` has passed; returns the number of lines still waiting.
    ///
    /// Blocks; to be called off the event loops, at the end of the program.
    package func flush(within time: Duration) -> Int {
        desk.flush(within: time)
    }
}

/// What became of the lines of a sink, at one instant.
package struct LogCounts: Sendable, Hashable {
    /// The lines of one level, or of all: offered = written + full + failed + waiting.
    package struct Tally: Sendable, Hashable {
        /// Handed in.
        package var offered: Int64 = 0
        /// Written whole.
        package var written: Int64 = 0
        /// Dropped because there was no room.
        package var full: Int64 = 0
        /// Dropped because they could not be written.
        package var failed: Int64 = 0
    }

    private let levels: [Tally]
    /// Lines that wait for the writer.
    package let waiting: Int

    init(_ levels: [Tally], waiting: Int) {
        self.levels = levels
        self.waiting = waiting
    }

    /// The lines of one level.
    package subscript(level: LogLevel) -> Tally { levels[level.rawValue] }

    /// The lines of all levels.
    package var total: Tally {
        levels.reduce(into: Tally()) { sum, level in
            sum.offered += level.offered
            sum.written += level.written
            sum.full += level.full
            sum.failed += level.failed
        }
    }
}
