import Exchange

/// What the line waits for when an answer's end waits for the commit of its row.
///
/// Confined to its event loop.
final class CommitWait {
    /// What became of the row, once it is known.
    private(set) var fate: RowFate?
    private let slot: Slot

    init(_ slot: Slot) {
        self.slot = slot
    }

    /// Takes what became of the row and lets the line look.
    func settle(_ fate: RowFate) {
        self.fate = fate
        slot.wake()
    }
}
