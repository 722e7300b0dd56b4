/// The one place where a task of the line waits; woken from the callbacks of its event loop.
///
/// The waiter looks at the state that changed, not at a message, so a wake cannot be stale and one that
/// comes early is not lost: it makes the next `sleep` return at once.
final class Slot {
    private var waiter: UnsafeContinuation<Void, Never>?
    private var isWoken = false

    /// Waits until `wake` is called, or returns at once if it was since the last `sleep`.
    func sleep() async {
        if isWoken {
            isWoken = false
            return
        }
        await withUnsafeContinuation { waiter = $0 }
        isWoken = false
    }

    /// Lets the waiter look again.
    func wake() {
        guard let waiter else {
            isWoken = true
            return
        }
        self.waiter = nil
        waiter.resume()
    }
}
