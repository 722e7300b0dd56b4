/// Those of one class who wait, the first come first; takes as much memory as twice those who wait, and a little.
struct BulkheadLine: Sendable {
    private struct Waiter {
        let number: UInt64
        var isGone = false
    }

    /// By rising number; those before `head` have been taken.
    private var waiters: [Waiter] = []
    private var head = 0
    /// How many wait.
    private(set) var count = 0

    /// Puts one at the end; its number is above all before.
    mutating func append(_ number: UInt64) {
        waiters.append(Waiter(number: number))
        count += 1
        tidy()
    }

    /// Takes the first, or nil when nobody waits.
    mutating func popFirst() -> UInt64? {
        while head < waiters.count {
            let waiter = waiters[head]
            head += 1
            guard !waiter.isGone else { continue }
            count -= 1
            tidy()
            return waiter.number
        }
        return nil
    }

    /// Takes the last, or nil when nobody waits.
    mutating func popLast() -> UInt64? {
        while waiters.count > head, let waiter = waiters.popLast() {
            guard !waiter.isGone else { continue }
            count -= 1
            return waiter.number
        }
        return nil
    }

    /// Takes one out, wherever it stands; false when it does not wait.
    mutating func remove(_ number: UInt64) -> Bool {
        var (low, high) = (head, waiters.count)
        while low < high {
            let middle = low + (high - low) / 2
            if waiters[middle].number < number { low = middle + 1 } else { high = middle }
        }
        guard low < waiters.count, waiters[low].number == number, !waiters[low].isGone else { return false }
        waiters[low].isGone = true
        count -= 1
        tidy()
        return true
    }

    // More than half of them are gone when this does something, so it costs each a constant.
    private mutating func tidy() {
        guard waiters.count > 2 * count + 16 else { return }
        waiters.removeSubrange(0..<head)
        waiters.removeAll { $0.isGone }
        head = 0
    }
}
