import NIOCore
import Proxy

/// Collects the connections weir wants to open; the world decides what becomes of them.
final class ScriptedDialer: Dialer {
    /// Where the wishes are put down; on the one loop of the world.
    final class Desk {
        var waiting: [Dial] = []
        /// When set, it is asked at once whether to connect within the call.
        var onStart: ((Dial) -> Bool)?
    }

    private let bound: NIOLoopBound<Desk>

    init(_ desk: Desk, loop: any EventLoop) {
        bound = NIOLoopBound(desk, eventLoop: loop)
    }

    func start(_ dial: Dial, on loop: any EventLoop) {
        let desk = bound.value
        if desk.onStart?(dial) == true { return }
        desk.waiting.append(dial)
    }
}
