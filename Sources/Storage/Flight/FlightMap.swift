#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The flight recorder's file in memory: what is stored there outlives the process, without a call to the system.
///
/// `@unchecked Sendable`: the address never changes, and a slot's memory is touched only by who holds the slot, whose
/// taking and giving back pass through the lock of `FlightTable`.
final class FlightMap: @unchecked Sendable {
    private let start: UnsafeMutableRawPointer
    private let byteCount: Int
    private let file: Int32
    /// How many slots there are.
    let slots: Int

    /// Makes the file with every slot free, and maps it.
    ///
    /// The room is taken on the disk at once: a store to a page a full disk has no room for would end the process.
    /// A file that was there is not touched.
    init(path: String, slots: Int) throws(StorageError) {
        let slots = min(max(slots, FlightLayout.slotRange.lowerBound), FlightLayout.slotRange.upperBound)
        byteCount = FlightLayout.headBytes + slots * FlightLayout.slotBytes
        self.slots = slots
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .flight(path: path, reason: SystemFault.text) }
        let refusal = posix_fallocate(file, 0, off_t(byteCount))
        guard refusal == 0 else {
            close(file)
            unlink(path)
            throw .flight(path: path, reason: String(cString: strerror(refusal)))
        }
        let map = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        guard let map, map != MAP_FAILED else {
            let reason = SystemFault.text
            close(file)
            unlink(path)
            throw .flight(path: path, reason: reason)
        }
        self.file = file
        start = map
        writeHead()
    }

    deinit {
        munmap(start, byteCount)
        close(file)
    }

    /// Marks the file as that of a living process, until the process ends; true when it is.
    func lock() -> Bool { flock(file, LOCK_EX | LOCK_NB) == 0 }

    /// Where a slot lies; it must be one of `slots`.
    @inline(__always)
    func slot(_ index: Int32) -> UnsafeMutableRawPointer {
        start + FlightLayout.headBytes + Int(index) * FlightLayout.slotBytes
    }

    private func writeHead() {
        let words = FlightWords.own.bytes
        start.storeBytes(of: FlightLayout.version, toByteOffset: 8, as: UInt32.self)
        start.storeBytes(of: UInt32(slots), toByteOffset: 12, as: UInt32.self)
        start.storeBytes(of: UInt64(words.count), toByteOffset: 16, as: UInt64.self)
        words.withUnsafeBytes { bytes in
            if let source = bytes.baseAddress { (start + 32).copyMemory(from: source, byteCount: bytes.count) }
        }
        start.storeBytes(of: FlightLayout.magic, as: UInt64.self)
    }
}
