import Synchronization

/// Lets at most three scrapes in, and lets those that ask for the same thing at once share one rendering.
final class ScrapeGate: Sendable {
    /// The most scrapes at once.
    static let limit = 3

    /// What two scrapes must agree on to share a rendering.
    struct Form: Sendable, Hashable {
        let format: ExpositionFormat
        let isGzip: Bool

        /// Every form there is.
        static let all = ExpositionFormat.allCases.flatMap { format in
            [false, true].map { Form(format: format, isGzip: $0) }
        }
    }

    private struct Rendering: Sendable {
        /// How many renderings of this form are done.
        var done = 0
        var body: [UInt8] = []
        var isGzip = false
    }

    /// A rendering with its own lock, on which the scrapes that share it wait.
    private final class Slot: Sendable {
        let finished = Atomic(0)
        let rendering = Mutex(Rendering())
    }

    private let active = Mutex(0)
    private let slots: [Form: Slot] = Dictionary(uniqueKeysWithValues: Form.all.map { ($0, Slot()) })

    /// Renders, or takes over what another scrape rendered while this one waited; nil without room.
    func pass(_ form: Form, _ render: () -> (body: [UInt8], isGzip: Bool)) -> (body: [UInt8], isGzip: Bool)? {
        guard let slot = slots[form] else { return nil }
        let isAdmitted = active.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { return nil }
        defer { leave() }
        let before = slot.finished.load(ordering: .acquiring)
        return slot.rendering.withLock { rendering in
            if rendering.done > before, !rendering.body.isEmpty { return (rendering.body, rendering.isGzip) }
            let fresh = render()
            rendering = Rendering(done: rendering.done + 1, body: fresh.body, isGzip: fresh.isGzip)
            slot.finished.store(rendering.done, ordering: .releasing)
            return fresh
        }
    }

    /// The last one out forgets the renderings, so that no body outlives its scrapes.
    private func leave() {
        active.withLock { count in
            count -= 1
            guard count == 0 else { return }
            for slot in slots.values { slot.rendering.withLock { $0.body = [] } }
        }
    }
}
