import Dispatch
package import Exchange

/// What exchanges spent of budgets is written down before their rows, whatever becomes of these.
extension HistoryWriter {
    /// Writes down what the rows' exchanges spent; false when that is refused.
    @discardableResult
    func writeCharges(of rows: [PendingRow]) -> Bool {
        guard let spending else { return true }
        return spending.commit(rows.compactMap { SpendEntry($0.facts.exchange) })
    }

    /// Gives back the slots of rows that are done with; those whose charges are not written down wait for that.
    func release(_ rows: ArraySlice<PendingRow>, isCharged: Bool) {
        var slots: [FlightSlot] = []
        for row in rows {
            if !isCharged, let entry = SpendEntry(row.facts.exchange) {
                letGo(entry, row.flightSlot)
            } else if let slot = row.flightSlot {
                slots.append(slot)
            }
        }
        if !slots.isEmpty { flight?.release(slots) }
    }

    /// Lets go of an exchange that gets no row, or has it: its slot is given back once its charges are written down.
    ///
    /// Never waits for the disk.
    func letGo(_ entry: SpendEntry?, _ slot: FlightSlot?) {
        guard let spending, let entry else {
            if let slot { flight?.release([slot]) }
            return
        }
        if spending.wait(entry, slot) { writeWaiting(after: settings.batchTime) }
    }

    /// Writes down what was spent by an exchange that nobody settled; never waits for the disk.
    package func keep(_ entry: SpendEntry) { letGo(entry, nil) }

    /// Writes down what recovered exchanges spent; false when that is refused.
    package func charge(recovered exchanges: [Exchange]) -> Bool {
        guard let spending else { return true }
        return spending.commit(exchanges.compactMap { SpendEntry($0, isRecovered: true) })
    }

    private func writeWaiting(after pause: Duration) {
        worker.asyncAfter(deadline: .now() + .nanoseconds(Int(pause.inNanoseconds))) {
            guard let spending = self.spending, spending.hasWaiting, !spending.commit([]) else { return }
            self.writeWaiting(after: self.settings.retryTime)
        }
    }
}
