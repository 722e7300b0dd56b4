/// A ULID: 48 bits of milliseconds and 80 random bits, sortable by time (github.com/ulid/spec).
package struct ULID: Sendable, Hashable {
    /// The time and the first 16 random bits.
    package let high: UInt64
    /// The other 64 random bits.
    package let low: UInt64

    /// Makes an identifier from its two words.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes an identifier for `wall` from 80 random bits.
    package init(at wall: WallTime, random: (UInt16, UInt64)) {
        high = UInt64(truncatingIfNeeded: wall.milliseconds) << 16 | UInt64(random.0)
        low = random.1
    }

    /// Makes an identifier for `wall` with bits drawn from `generator`.
    package init(at wall: WallTime, using generator: inout some RandomNumberGenerator) {
        self.init(at: wall, random: (UInt16.random(in: 0 ... .max, using: &generator), generator.next()))
    }

    /// The alphabet of Crockford's base 32: no I, L, O or U.
    private static let alphabet: StaticString = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

    /// Hands the 26 characters, as ASCII, to `body`.
    package func withASCII<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 26) { buffer in
            var high = high
            var low = low
            for index in stride(from: 25, through: 0, by: -1) {
                buffer[index] = Self.alphabet.utf8Start[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return body(UnsafeBufferPointer(buffer))
        }
    }

    /// The 26 characters.
    package var text: String { withASCII { String(decoding: $0, as: UTF8.self) } }
}

/// The id weir mints for every exchange: `req_` and a ULID; the history row's primary key.
package struct RequestID: Sendable, Hashable, CustomStringConvertible {
    /// The part behind `req_`.
    package let ulid: ULID

    /// Makes the id from a ULID.
    package init(_ ulid: ULID) {
        self.ulid = ulid
    }

    /// The id as every output shows it, 30 characters.
    package var description: String { "req_" + ulid.text }
}

/// The W3C trace context of an exchange (w3.org/TR/trace-context, section 3).
package struct Trace: Sendable, Hashable {
    /// The trace's id, 16 bytes as two words; never both zero.
    package var traceID: (high: UInt64, low: UInt64)
    /// The id of the exchange's own span; never zero.
    package var spanID: UInt64
    /// The span of the caller, when it sent a trace we continue.
    package var parentID: UInt64?
    /// The flags: bit 0 sampled, bit 1 random trace id.
    package var flags: UInt8

    /// Makes a trace context from its parts.
    package init(traceID: (high: UInt64, low: UInt64), spanID: UInt64, parentID: UInt64? = nil, flags: UInt8) {
        self.traceID = traceID
        self.spanID = spanID
        self.parentID = parentID
        self.flags = flags
    }

    /// Starts a trace of its own with random ids, flagged as random (Level 2) and sampled.
    package static func fresh(using generator: inout some RandomNumberGenerator) -> Trace {
        Trace(
            traceID: (generator.next() | 1, generator.next()),
            spanID: generator.next() | 1,
            flags: 0b11
        )
    }

    /// A span of its own below this one.
    package func child(using generator: inout some RandomNumberGenerator) -> Trace {
        Trace(traceID: traceID, spanID: generator.next() | 1, parentID: spanID, flags: flags)
    }

    /// Tells whether two contexts are the same in every part.
    package static func == (left: Trace, right: Trace) -> Bool {
        left.traceID == right.traceID && left.spanID == right.spanID
            && left.parentID == right.parentID && left.flags == right.flags
    }

    /// Feeds every part to the hasher.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(traceID.high)
        hasher.combine(traceID.low)
        hasher.combine(spanID)
        hasher.combine(parentID)
        hasher.combine(flags)
    }
}
