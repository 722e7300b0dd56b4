package import Exchange

/// What the system says of a file without reading it; another stamp means that it may hold something else.
package struct FileStamp: Sendable, Hashable {
    /// The file itself: a new one under the same name is another.
    package var inode: UInt64
    /// Its size in bytes.
    package var bytes: Int64
    /// When its content was changed, in nanoseconds.
    package var modified: Int64
    /// When anything about it was changed, its permissions too, in nanoseconds.
    package var changed: Int64

    /// Puts a stamp together.
    package init(inode: UInt64, bytes: Int64, modified: Int64, changed: Int64) {
        self.inode = inode
        self.bytes = bytes
        self.modified = modified
        self.changed = changed
    }
}

/// Decides when a file that is looked at again and again is to be read: once its stamp has changed and then rests.
///
/// A file that is being written changes from look to look; one that never rests is read all the same.
package struct FileWatch: Sendable {
    /// What follows from a look.
    package enum Step: Sendable, Hashable {
        /// Nothing.
        case wait
        /// Look again soon.
        case lookAgain
        /// Read it.
        case read
    }

    /// How long a file may be on the move before it is read as it is.
    package static let patience = Duration.seconds(5)

    private var settled: FileStamp?
    private var moving: (stamp: FileStamp?, since: Moment)?

    /// Begins with the file as it was when it was read at the start; nil for none.
    package init(_ stamp: FileStamp?) {
        settled = stamp
    }

    /// Takes note of the file's stamp, nil where there is no file.
    package mutating func look(_ stamp: FileStamp?, at now: Moment) -> Step {
        guard let moving else {
            guard stamp != settled else { return .wait }
            self.moving = (stamp, now)
            return .lookAgain
        }
        if stamp == settled {
            self.moving = nil
            return .wait
        }
        guard stamp == moving.stamp || now - moving.since >= Self.patience else {
            self.moving = (stamp, moving.since)
            return .lookAgain
        }
        settled = stamp
        self.moving = nil
        return .read
    }
}
