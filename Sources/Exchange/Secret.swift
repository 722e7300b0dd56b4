#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Bytes that cannot print, log or encode themselves, in memory kept out of core dumps and zeroed at the end.
///
/// The bytes are locked into memory where the limit allows it. Copies made from `withBytes` are the
/// caller's to account for.
///
/// `@unchecked Sendable`: the memory is written only in `init`, before the reference escapes, and in
/// `deinit`, after the last reference is gone; in between it is only read.
package final class Secret: @unchecked Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let memory: UnsafeMutableRawBufferPointer
    private let used: Int

    /// Copies `bytes` into protected memory; the source remains the caller's to erase.
    package init(copying bytes: some Collection<UInt8>) {
        let page = 4_096
        used = bytes.count
        let size = max(page, (used + page - 1) / page * page)
        memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: page)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        for (index, byte) in bytes.enumerated() { memory[index] = byte }
        mlock(memory.baseAddress, size)
        madvise(memory.baseAddress, size, MADV_DONTDUMP)
    }

    /// Copies the UTF-8 of `text` into protected memory.
    package convenience init(_ text: String) {
        self.init(copying: text.utf8)
    }

    deinit {
        for index in 0..<memory.count { memory.storeBytes(of: 0, toByteOffset: index, as: UInt8.self) }
        munlock(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    /// How many bytes the secret has.
    package var count: Int { used }

    /// Lends the bytes for the length of `body`.
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(rebasing: memory[..<used]))
    }

    /// Tells whether two secrets are the same without stopping at the first difference.
    package func hasSameBytes(as other: Secret) -> Bool {
        withBytes { mine in
            other.withBytes { theirs in
                guard mine.count == theirs.count else { return false }
                return zip(mine, theirs).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
            }
        }
    }

    /// Always the same word, whatever the secret is.
    package var description: String { "[redacted]" }

    /// Always the same word, whatever the secret is.
    package var debugDescription: String { "[redacted]" }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
