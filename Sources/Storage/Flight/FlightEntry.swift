package import Exchange

/// What a slot of the flight recorder says of an exchange whose row was not committed.
package struct FlightEntry: Sendable {
    /// The exchange, as far as it is known; what is not known is absent.
    package var exchange: Exchange
    /// How far it had come; nil where only its beginning can be read.
    package let step: FlightStep?
    /// How many providers it had tried; of these only the deciding one is among the exchange's attempts.
    package let tries: Int

    /// True when the exchange had ended, so that its outcome is its own.
    package var hasEnded: Bool { step == .ended }

    /// Reads a slot; nil when it is free, or when not even its beginning was written whole.
    init?(_ slot: ArraySlice<UInt8>, _ words: FlightWords) {
        guard slot.count == FlightLayout.slotBytes else { return nil }
        let border = slot.startIndex + FlightLayout.halfBytes
        guard Self.isTaken(slot), var beginning = FlightLens(slot[..<border]) else { return nil }
        guard Self.mark(slot) == FlightLayout.mark(beginning.generation) else { return nil }
        guard var exchange = beginning.beginning(words) else { return nil }
        exchange.outcome = .gatewayCrashed
        exchange.ending = .gatewayCrashed
        guard var progress = FlightLens(slot[border...]), progress.generation == beginning.generation else {
            self.init(exchange: exchange, step: nil, tries: 0)
            return
        }
        let (step, tries) = progress.progress(of: &exchange, words)
        self.init(exchange: exchange, step: step, tries: tries)
    }

    private init(exchange: Exchange, step: FlightStep?, tries: Int) {
        self.exchange = exchange
        self.step = step
        self.tries = tries
    }

    /// True when the slot's mark says that it is taken.
    static func isTaken(_ slot: ArraySlice<UInt8>) -> Bool {
        mark(slot) & 0xFFFF_FFFF_0000_0000 == FlightLayout.taken
    }

    private static func mark(_ slot: ArraySlice<UInt8>) -> UInt64 {
        slot.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }
}
