import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How much of an answer weir and the kernel hold for a caller that takes it slowly.
///
/// Small, as there may be thousands of such callers: what the kernel has taken, but not sent, counts as passed on, so
/// it must be kept for the history as well. A fast caller empties all three at once and notices nothing.
enum StreamBuffers {
    /// What waits within weir before the provider is held back, and how little before it goes on.
    ///
    /// One read fits, so that a caller that takes it at once never holds anything back.
    static let pending = ChannelOptions.Types.WriteBufferWaterMark(low: 4_096, high: 10_240)
    /// Pieces up to so many bytes are copied together into one write; a longer one goes out as it came.
    ///
    /// With the size of a chunk before them they fill 4 KiB; a buffer's room is a power of two.
    static let copiedBytes = 4_064
    /// What the kernel takes before it can send it (`TCP_NOTSENT_LOWAT`), in bytes.
    static let unsentBytes = 16_384
    /// The option for it, of the level TCP.
    static let unsentOption = NIOBSDSocket.Option(rawValue: TCP_NOTSENT_LOWAT)

    /// What the kernel holds of a provider's answer while the caller takes none of it, in bytes.
    ///
    /// Left alone it grows to what the system allows, for each stream; and all of it is read at once when the provider
    /// closes the connection.
    static let unreadBytes: Int32 = 262_144

    /// The most of an answer that is read at once, in bytes; it grows to that where much comes.
    static var received: AdaptiveRecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 2_048, maximum: 8_192)
    }
}
