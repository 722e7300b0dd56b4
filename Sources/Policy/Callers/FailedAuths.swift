package import Exchange

/// Decides when an address has sent so many bad credentials that it is told to wait.
///
/// Each address has a bucket of `most` failures that fills up again within `window`, evenly; a failure that finds it
/// empty takes nothing, so who goes on at full speed is told to wait and still gets its share of plain refusals. Good
/// credentials are not asked about. IPv6 counts by networks of 64 bits. The table is bounded: the address whose bucket
/// is fullest, the quietest one, makes room for another.
package struct FailedAuths: Sendable {
    /// The most addresses that are remembered.
    package static let mostAddresses = 8_192

    /// What an address is told after a failure.
    package enum Verdict: Sendable, Hashable {
        /// That the credential is not good.
        case refused
        /// That too many were not, and that it may try again after so long.
        case throttled(Duration)
    }

    private struct Entry: Sendable {
        let address: NetworkAddress
        /// When the bucket is full again, in nanoseconds on the clock.
        var full: Int64
    }

    private let capacity: Int
    /// From one failure to the next that is not throttled, in nanoseconds; 0 where nothing is bounded.
    private var interval: Int64
    /// How far ahead of the clock `full` may be before a failure.
    private var slack: Int64
    /// A heap: each bucket is full no later than the two below it.
    private var heap: [Entry] = []
    private var places: [NetworkAddress: Int] = [:]

    /// Makes an empty table for `most` failures in `window`; 0 for no bound.
    package init(most: Int, window: Duration, capacity: Int = FailedAuths.mostAddresses) {
        self.capacity = max(1, capacity)
        (interval, slack) = Self.pace(most, window)
    }

    private static func pace(_ most: Int, _ window: Duration) -> (interval: Int64, slack: Int64) {
        let most = Int64(max(0, most))
        let interval = most == 0 ? 0 : max(1, window.inNanoseconds / most)
        return (interval, interval * max(0, most - 1))
    }

    /// Counts by another bound from now on; where it is another one, every address begins anew.
    package mutating func change(most: Int, window: Duration) {
        let pace = Self.pace(most, window)
        guard pace != (interval, slack) else { return }
        (interval, slack) = pace
        heap.removeAll()
        places.removeAll()
    }

    /// How many addresses are remembered.
    package var count: Int { heap.count }

    /// True when a failure of the address would be throttled now; nothing is counted.
    package func isThrottled(_ address: NetworkAddress, at now: Moment) -> Bool {
        guard interval > 0, let place = places[address.callersOwn] else { return false }
        return heap[place].full - now.nanoseconds > slack
    }

    /// Counts a failure and says what its address is told.
    package mutating func fail(_ address: NetworkAddress, at now: Moment) -> Verdict {
        guard interval > 0 else { return .refused }
        let address = address.callersOwn
        let now = now.nanoseconds
        guard let place = places[address] else {
            remember(Entry(address: address, full: now + interval))
            return .refused
        }
        let full = max(heap[place].full, now)
        guard full - now <= slack else { return .throttled(.nanoseconds(full - now - slack)) }
        heap[place].full = full + interval
        sink(place)
        return .refused
    }

    private mutating func remember(_ entry: Entry) {
        if heap.count < capacity {
            heap.append(entry)
            places[entry.address] = heap.count - 1
            rise(heap.count - 1)
        } else {
            places[heap[0].address] = nil
            heap[0] = entry
            places[entry.address] = 0
            sink(0)
        }
    }

    private mutating func rise(_ start: Int) {
        var place = start
        while place > 0, heap[place].full < heap[(place - 1) / 2].full {
            swap(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var least = place
            for below in [place * 2 + 1, place * 2 + 2] where below < heap.count && heap[below].full < heap[least].full
            {
                least = below
            }
            guard least != place else { return }
            swap(place, least)
            place = least
        }
    }

    private mutating func swap(_ one: Int, _ other: Int) {
        heap.swapAt(one, other)
        places[heap[one].address] = one
        places[heap[other].address] = other
    }
}
