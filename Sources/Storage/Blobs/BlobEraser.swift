import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Overwrites the words of messages that lie beside a day's database, so that nothing of them is left.
struct BlobEraser {
    private static let zeros = [UInt8](repeating: 0, count: 65_536)

    /// Where the day's files lie.
    let files: HistoryFiles
    /// The day.
    let day: CivilDay

    /// Writes zeros over the records at these places, heads included, and syncs; what is not there needs nothing.
    ///
    /// A reader finds no head any more and says that the words are lost.
    func erase(_ places: [BlobPlace]) throws(StorageError) {
        try erase(places.filter { !$0.coding.isCompressed }, in: files.blobs(day))
        try erase(places.filter(\.coding.isCompressed), in: files.sealedBlobs(day))
    }

    private func erase(_ places: [BlobPlace], in path: String) throws(StorageError) {
        guard !places.isEmpty else { return }
        let file = open(path, O_WRONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT { return }
        guard file >= 0 else { throw .file(path: path, reason: "cannot be opened: \(SystemFault.text)") }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw .file(path: path, reason: SystemFault.text) }
        for place in places { try overwrite(place, in: file, upTo: Int64(facts.st_size), path) }
        guard fsync(file) == 0 else { throw .file(path: path, reason: "cannot be synced: \(SystemFault.text)") }
    }

    private func overwrite(_ place: BlobPlace, in file: Int32, upTo size: Int64, _ path: String) throws(StorageError) {
        var at = place.place
        let end = min(at + Int64(BlobHead.byteCount + place.length), size)
        while at < end {
            let count = Int(min(end - at, Int64(Self.zeros.count)))
            let written = Self.zeros.withUnsafeBytes { pwrite(file, $0.baseAddress, count, off_t(at)) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .file(path: path, reason: "cannot be overwritten: \(SystemFault.text)") }
            at += Int64(written)
        }
    }
}
