import Exchange

/// How far an exchange had come when its slot was last written.
package enum FlightStep: UInt8, Sendable, CaseIterable {
    /// Its head was read.
    case accepted
    /// Its caller is known.
    case admitted
    /// A provider was asked.
    case asked
    /// The provider's head came.
    case answered
    /// The answer's head was written to the caller.
    case relaying
    /// It had ended; its row waited for the writer.
    case ended

    /// The step of an exchange that has not ended.
    init(_ exchange: borrowing Exchange) {
        self =
            if exchange.timeline.headWritten != nil {
                .relaying
            } else if let deciding = exchange.decidingIndex {
                exchange.attempts[deciding].head == nil ? .asked : .answered
            } else {
                exchange.caller == nil ? .accepted : .admitted
            }
    }
}
