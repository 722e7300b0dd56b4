import NIOCore

/// A caller's end that keeps the end of a whole answer back until the exchange's row is committed.
///
/// What came before the end goes out as it comes; an answer that is broken off waits for nothing.
final class HeldCaller: CallerSide {
    private unowned let caller: any CallerSide
    private var isEndDue = false

    init(_ caller: any CallerSide) {
        self.caller = caller
    }

    var head: HeadBlock { caller.head }

    var isWritable: Bool { caller.isWritable }

    func writeHead(_ head: AnswerHead) { caller.writeHead(head) }

    func write(_ piece: ByteBuffer) { caller.write(piece) }

    func flush() { caller.flush() }

    func finish() { isEndDue = true }

    func cut() {
        isEndDue = false
        caller.cut()
    }

    func setReading(_ isOn: Bool) { caller.setReading(isOn) }

    func sendContinue() { caller.sendContinue() }

    /// Ends the answer, when its end was held back.
    func letEnd() {
        guard isEndDue else { return }
        isEndDue = false
        caller.finish()
    }
}
