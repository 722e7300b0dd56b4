import Exchange
import NIOCore

/// A request's body as it was collected, lent to whoever keeps words.
final class KeptBody: KeptBytes {
    private let body: ByteBuffer

    private init(_ body: ByteBuffer) {
        self.body = body
    }

    /// The body where it lies, or a copy of it where that would hold more than twice its room.
    static func of(_ body: ByteBuffer) -> any KeptBytes {
        body.storageCapacity <= 2 * body.readableBytes ? KeptBody(body) : ByteList(Array(buffer: body))
    }

    var count: Int { body.readableBytes }

    func withBytes<R>(_ take: (UnsafeRawBufferPointer) -> R) -> R { body.withUnsafeReadableBytes(take) }
}
