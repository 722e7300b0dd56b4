package import Exchange
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The flight recorder: one slot of a mapped file for each exchange, from its acceptance to the commit of its row.
///
/// A call is a few hundred bytes of stores to memory that the kernel keeps when the process is killed. Only taking and
/// giving back share a lock, held for a few instructions; the slot used last is used next, so that few pages are
/// touched. Nothing is synced: a loss of power may take slots with it.
package final class FlightTable: FlightRecorder {
    /// How the slots are used.
    package struct Statistics: Sendable, Hashable {
        /// How many slots there are.
        package var capacity = 0
        /// How many are taken.
        package var taken = 0
        /// Exchanges that found every slot taken, and went on without one.
        package var missed: Int64 = 0
        /// Slots that were given back by somebody who no longer held them.
        package var stale: Int64 = 0
    }

    private struct Places {
        var free: [Int32]
        var missed: Int64 = 0
        var stale: Int64 = 0
        /// Where the file lies since the state directory was left to a successor.
        var left: String?
    }

    private let map: FlightMap
    private let time: any TimeSource
    private let places: Mutex<Places>

    /// Makes the file of a server that holds the state directory, with every slot free.
    ///
    /// From 64 to 1,048,576 slots of 1 KiB. The file of an earlier server must be out of the way (`FlightRecovery`).
    package init(files: FlightFiles, slots: Int, time: any TimeSource) throws(StorageError) {
        map = try FlightMap(path: files.current, slots: slots)
        self.time = time
        places = Mutex(Places(free: (0..<Int32(map.slots)).reversed()))
    }

    /// Puts the file out of a successor's way, which leaves it alone as long as this process lives; false when it cannot.
    ///
    /// To be called before the claim to the state directory is given up.
    package func leave(_ files: FlightFiles, at now: WallTime) -> Bool {
        places.withLock { places in
            let path = files.kept(at: now)
            guard places.left == nil, map.lock(), rename(files.current, path) == 0 else { return places.left != nil }
            places.left = path
            return true
        }
    }

    /// Deletes a file that was left, unless a slot is taken, of which the next start then tells.
    package func end() {
        places.withLock { places in
            guard let path = places.left, places.free.count == map.slots else { return }
            unlink(path)
            places.left = nil
        }
    }

    /// The present figures, for metrics.
    package var statistics: Statistics {
        places.withLock { places in
            Statistics(
                capacity: map.slots,
                taken: map.slots - places.free.count,
                missed: places.missed,
                stale: places.stale
            )
        }
    }

    /// Takes a slot and writes what is certain: id, time, trace, connection, what is asked.
    package func claim(_ exchange: borrowing Exchange) -> FlightSlot? {
        let index = places.withLock { places -> Int32? in
            guard let index = places.free.popLast() else {
                places.missed += 1
                return nil
            }
            return index
        }
        guard let index else { return nil }
        let slot = map.slot(index)
        let generation = slot.load(fromByteOffset: 20, as: UInt32.self) &+ 1
        FlightPen.writeBeginning(of: exchange, at: slot, generation: generation)
        return FlightSlot(index: index, generation: generation)
    }

    /// Writes what has become known.
    package func note(_ exchange: borrowing Exchange, in slot: FlightSlot) {
        let last = time.now.nanoseconds - exchange.timeline.accepted.nanoseconds
        write(exchange, in: slot, last: last, FlightStep(exchange))
    }

    /// Writes how the exchange ended.
    package func noteEnd(_ exchange: borrowing Exchange, in slot: FlightSlot) {
        let last = exchange.timeline.ended.nanoseconds - exchange.timeline.accepted.nanoseconds
        write(exchange, in: slot, last: last, .ended)
    }

    /// Gives slots back; one that is no longer held by that name is left alone and counted.
    package func release(_ slots: [FlightSlot]) {
        // First the slots' own memory, which may be far away, then the lock.
        for slot in slots where holds(slot) { map.slot(slot.index).storeBytes(of: Self.leaving, as: UInt64.self) }
        places.withLock { places in
            for slot in slots { Self.giveBack(slot, map, &places) }
        }
    }

    /// The mark of a slot between its holder and the free ones; not that of a taken one.
    private static let leaving: UInt64 = 1

    private static func giveBack(_ slot: FlightSlot, _ map: FlightMap, _ places: inout Places) {
        guard slot.index >= 0, Int(slot.index) < map.slots, map.slot(slot.index).load(as: UInt64.self) == leaving,
            map.slot(slot.index).load(fromByteOffset: 20, as: UInt32.self) == slot.generation
        else {
            places.stale += 1
            return
        }
        map.slot(slot.index).storeBytes(of: 0, as: UInt64.self)
        places.free.append(slot.index)
    }

    @inline(__always)
    private func write(_ exchange: borrowing Exchange, in slot: FlightSlot, last: Int64, _ step: FlightStep) {
        guard holds(slot) else { return }
        FlightPen.writeProgress(
            of: exchange,
            at: map.slot(slot.index),
            generation: slot.generation,
            state: (max(last, 0), step)
        )
    }

    @inline(__always)
    private func holds(_ slot: FlightSlot) -> Bool {
        slot.index >= 0 && Int(slot.index) < map.slots
            && map.slot(slot.index).load(as: UInt64.self) == FlightLayout.mark(slot.generation)
    }
}
