import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a flight recorder's file holds; read from the file itself, beside a server or after one.
package struct FlightContents: Sendable {
    /// The exchanges whose slots are taken, the oldest first.
    package private(set) var entries: [FlightEntry] = []
    /// Taken slots of which not even the beginning can be read; nobody was told their ids.
    package private(set) var unreadable = 0

    /// Reads a file of this version.
    package init(path: String) throws(StorageError) {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw .flight(path: path, reason: SystemFault.text) }
        defer { close(file) }
        let (words, slots) = try Self.head(of: file, path)
        let slotsAtOnce = 256
        var first = 0
        while first < slots {
            let count = min(slotsAtOnce, slots - first)
            let place = FlightLayout.headBytes + first * FlightLayout.slotBytes
            let bytes = Self.read(file, at: place, count: count * FlightLayout.slotBytes)
            guard bytes.count == count * FlightLayout.slotBytes else {
                throw .flight(path: path, reason: "it is cut short")
            }
            take(bytes, words)
            first += count
        }
        entries.sort { $0.exchange.timeline.wall < $1.exchange.timeline.wall }
    }

    private mutating func take(_ bytes: [UInt8], _ words: FlightWords) {
        for start in stride(from: 0, to: bytes.count, by: FlightLayout.slotBytes) {
            let slot = bytes[start..<start + FlightLayout.slotBytes]
            if let entry = FlightEntry(slot, words) {
                entries.append(entry)
            } else if FlightEntry.isTaken(slot) {
                unreadable += 1
            }
        }
    }

    private static func head(of file: Int32, _ path: String) throws(StorageError) -> (words: FlightWords, slots: Int) {
        let head = read(file, at: 0, count: FlightLayout.headBytes)
        guard head.count == FlightLayout.headBytes, number(head, 0) == FlightLayout.magic else {
            throw .flight(path: path, reason: "it is no flight recorder's file")
        }
        let version = UInt32(truncatingIfNeeded: number(head, 8))
        guard version == FlightLayout.version else {
            throw .flight(path: path, reason: "it has version \(version), this one reads \(FlightLayout.version)")
        }
        let slots = Int(truncatingIfNeeded: number(head, 8) >> 32)
        let length = Int(truncatingIfNeeded: number(head, 16))
        guard FlightLayout.slotRange.contains(slots), (0...FlightLayout.headBytes - 32).contains(length),
            let words = FlightWords(head[32..<32 + length])
        else { throw .flight(path: path, reason: "its head is damaged") }
        return (words, slots)
    }

    private static func number(_ bytes: [UInt8], _ place: Int) -> UInt64 {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    }

    /// As many bytes as there are, at most `count`.
    private static func read(_ file: Int32, at place: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(file, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(place + filled))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return }
                filled += got
            }
        }
    }
}
