#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file of records beside a day's database, for writing at its end; used by one thread at a time.
///
/// Records gather in memory and are written a mebibyte at a time, at offsets that are multiples of it. Such a
/// window goes past the kernel's cache where the file system can do that: hardly anybody reads it soon, and
/// finding pages for it costs more than all else that is done for a record. What is flushed before a window
/// is full goes through the cache, and the rest of that window too.
///
/// Records must be flushed before the rows that point at them are committed; `commit` or `rollBack` says what
/// became of those. What was not committed is cut off again, or lies unused when the process is killed.
final class BlobFile {
    private static let window = 1 << 20

    /// Where the file lies; it is made with its first record.
    let path: String
    private var file: Int32 = -1
    // The same file for writes past the cache; -1 where that is not possible.
    private var direct: Int32 = -1
    // A window of the file that begins at `start`: `used` bytes of it are known, `written` of them in the file.
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var start: Int64 = 0
    private var used = 0
    private var written = 0
    private var committed: Int64 = 0

    /// Names the file; nothing is opened before the first record.
    init(path: String) { self.path = path }

    deinit {
        if file >= 0 { close(file) }
        if direct >= 0 { close(direct) }
        memory.deallocate()
    }

    /// Appends a record; its bytes are copied.
    func append(_ bytes: UnsafeRawBufferPointer, plainLength: Int, hash: MessageHash) throws(StorageError) -> Int64 {
        guard bytes.count <= BlobHead.mostBytes, plainLength <= BlobHead.mostBytes else {
            throw .file(path: path, reason: "a record may not be that long")
        }
        if file < 0 { try open() }
        let place = start + Int64(used)
        let head = BlobHead(length: bytes.count, plainLength: plainLength, hash: hash)
        try head.withBytes { (head) throws(StorageError) in try take(head) }
        try take(bytes)
        return place
    }

    /// Makes sure that what is appended goes behind all that is in the file that has this path, and not to one that was
    /// deleted.
    ///
    /// To be called once the database is locked: only under that lock the file of a sealed day is deleted, and another
    /// server appends, one that has left the state directory to this one and finishes what it has.
    func beginBatch() {
        guard file >= 0 else { return }
        var facts = stat()
        if fstat(file, &facts) != 0 || facts.st_nlink == 0 { return forget() }
        guard Int64(facts.st_size) != start + Int64(used) else { return }
        committed = Int64(facts.st_size)
        begin(at: committed)
    }

    /// Writes what is still in memory.
    func flush() throws(StorageError) {
        guard file >= 0, written < used else { return }
        if used == Self.window, written == 0, writePastCache() {
            written = used
            return
        }
        var from = written
        while from < used {
            let part = UnsafeRawBufferPointer(rebasing: memory[from..<used])
            let count = pwrite(file, part.baseAddress, part.count, off_t(start) + off_t(from))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file(path: path, reason: "cannot be written: \(SystemFault.text)") }
            from += count
        }
        written = used
    }

    /// Writes a whole window past the kernel's cache; false when it must go through it.
    private func writePastCache() -> Bool {
        guard direct >= 0 else { return false }
        while true {
            let count = pwrite(direct, memory.baseAddress, Self.window, off_t(start))
            if count == Self.window { return true }
            if count < 0, errno == EINTR { continue }
            // What the disk refuses is refused once more, and reported, by the write through the cache.
            if count < 0, errno == EINVAL { closeDirect() }
            return false
        }
    }

    private func closeDirect() {
        if direct >= 0 { close(direct) }
        direct = -1
    }

    /// The rows that point at what was appended are in the database.
    func commit() { committed = start + Int64(used) }

    /// True when something was appended since the last commit.
    var hasUncommitted: Bool { file >= 0 && start + Int64(used) > committed }

    /// No row points at what was appended since the last commit: gives its room back, if it is still the last.
    ///
    /// To be called while the database is locked, where another server may append to the file.
    func rollBack() {
        let end = start + Int64(used)
        guard file >= 0, end > committed else { return }
        var facts = stat()
        // Where it cannot be cut off it lies unused: nothing points at it.
        if fstat(file, &facts) == 0, Int64(facts.st_size) <= end { ftruncate(file, off_t(committed)) }
        begin(at: committed)
    }

    /// Makes what was written survive a loss of power.
    func sync() throws(StorageError) {
        guard file >= 0 else { return }
        guard fdatasync(file) == 0 else { throw .file(path: path, reason: "cannot be synced: \(SystemFault.text)") }
    }

    /// Closes the file; the next record opens it again.
    func forget() {
        if file >= 0 { close(file) }
        file = -1
        closeDirect()
        memory.deallocate()
        memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    private func open() throws(StorageError) {
        let opened = try PrivateFile.open(path)
        var facts = stat()
        guard fstat(opened, &facts) == 0 else {
            let reason = SystemFault.text
            close(opened)
            throw .file(path: path, reason: reason)
        }
        file = opened
        direct = PrivateFile.openPastCache(path)
        memory = .allocate(byteCount: Self.window, alignment: 4_096)
        committed = Int64(facts.st_size)
        begin(at: committed)
    }

    private func begin(at place: Int64) {
        start = place
        used = 0
        written = 0
    }

    /// Copies bytes into the window, and writes it as often as it is full.
    private func take(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        var rest = bytes
        while !rest.isEmpty {
            let room = Self.window - Int(start % Int64(Self.window)) - used
            let count = min(room, rest.count)
            let part = UnsafeRawBufferPointer(rebasing: rest[..<count])
            UnsafeMutableRawBufferPointer(rebasing: memory[used..<used + count]).copyMemory(from: part)
            used += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            if count == room {
                try flush()
                begin(at: start + Int64(used))
            }
        }
    }
}
